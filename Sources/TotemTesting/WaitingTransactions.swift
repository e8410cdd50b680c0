public import TotemStore

extension Store {
    /// Returns once a transaction on this PostgreSQL database has waited so long for what another one holds, or once
    /// `isOver`.
    /// - Throws: ``WaitedInVain``
    public func waitUntilSomebodyWaits(forMilliseconds wait: Int = 0, or isOver: () -> Bool = { false }) async throws {
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
            return count ?? 0 > 0
        }
    }
}
