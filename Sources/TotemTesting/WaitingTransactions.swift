public import TotemStore

extension Store {
    /// Returns once transactions on this PostgreSQL database have waited so long for what others hold, or once `isOver`.
    /// - Parameter least: how many of them.
    /// - Throws: ``WaitedInVain``
    public func waitUntilSomebodyWaits(
        _ least: Int = 1,
        forMilliseconds wait: Int = 0,
        or isOver: () -> Bool = { false }
    ) async throws {
        try await TotemTesting.wait(for: "a transaction that waits for another") {
            if isOver() { return true }
            let count = try await read { tx in
                try tx.first(
                    """
                    SELECT COUNT(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                      AND EXTRACT(EPOCH FROM clock_timestamp() - query_start) * 1000 >= CAST($1 AS BIGINT)
                    """,
                    wait
                ) { try $0.get(0, as: Int.self) }
            }
            return count ?? 0 >= least
        }
    }
}
