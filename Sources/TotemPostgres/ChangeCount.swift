internal import Synchronization
internal import TotemStore

/// Tells the changes of other nodes from those of this one.
///
/// Every transaction that wrote takes a number from a sequence in the round trip of its COMMIT. A number is taken a moment
/// before the others can see what was written, so whoever commits also holds a lock that ends just after: while somebody
/// holds it the count is odd, and another one afterwards.
final class ChangeCount: Sendable {
    private struct State {
        /// Numbers that this node took.
        var own: Int64 = 0
        /// The server's processes of this node's connections.
        var backends: Set<Int32> = []
    }

    private let state = Mutex(State())

    func add(_ backend: Int32) { state.withLock { _ = $0.backends.insert(backend) } }
    func remove(_ backend: Int32) { state.withLock { _ = $0.backends.remove(backend) } }

    /// A transaction of this node has taken a number.
    func hasTakenNumber() { state.withLock { $0.own += 1 } }

    /// Changes of others so far; 0 in a database that nothing was migrated in.
    func read(in tx: Transaction) throws -> Int64 {
        let isThere: SQL = "SELECT to_regclass('public.totem_changes') IS NOT NULL"
        guard try tx.first(isThere, row: { try $0.get(0, as: Bool.self) }) == true else { return 0 }
        let rows = try tx.query(
            """
            SELECT last_value, 0 FROM totem_changes
            UNION ALL
            SELECT 0, pid FROM pg_locks
            WHERE locktype = 'advisory' AND mode = 'ShareLock' AND classid = 1953461349 AND objid = 0
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        ) { (number: try $0.get(0, as: Int64.self), backend: Int32(truncatingIfNeeded: try $0.get(1, as: Int.self))) }
        return state.withLock { state in
            let taken = rows.reduce(0) { $0 + $1.number }
            let isOpen = rows.contains { $0.backend != 0 && !state.backends.contains($0.backend) }
            return 2 * (taken - state.own) + (isOpen ? 1 : 0)
        }
    }

    static let create = "CREATE SEQUENCE IF NOT EXISTS totem_changes"
    /// 1953461349 is "tote"; the upper half of a bigint that is locked, as in `StoreLock`, has another kind.
    static let take = "SELECT nextval('public.totem_changes'), pg_advisory_xact_lock_shared(1953461349, 0)"
}
