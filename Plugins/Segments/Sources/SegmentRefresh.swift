import TotemPluginKit

/// Looks at all customers for a segment, a few hundred in each transaction, so that no order waits for it. How far it has come
/// is kept with what it writes.
enum SegmentRefresh {
    /// Customers that one transaction looks at.
    static let batchSize: Int64 = 500
    /// Transactions of one run of the job; then it queues the next.
    private static let batchesInRun = 200

    /// Has a segment, and all that depend on it, looked at anew from the first customer on. The first few hundred customers
    /// are looked at before it returns, unless another segment's turn is before it: in a small shop that is all.
    static func begin(_ id: Int64, _ call: Call) throws {
        let segments = try SegmentStore.graph(call).dependants(of: id).sorted()
        try call.execute("UPDATE customer_segments SET refresh_after = 0 WHERE id IN (\(list: segments))")
        _ = try advance(call)
        try queue(call)
    }

    /// The same of all segments.
    static func beginAll(_ call: Call) throws {
        guard try call.execute("UPDATE customer_segments SET refresh_after = 0") > 0 else { return }
        try queue(call)
    }

    /// The job: what is due by its age, and what others have begun.
    static func run(_ call: Call, _ run: JobRun) throws {
        try call.transaction(beginDue)
        for _ in 0..<batchesInRun {
            guard try call.transaction(advance) else { return }
        }
        try call.transaction(queue)
    }

    private static func queue(_ call: Call) throws {
        let waits = try call.first("SELECT 1 FROM customer_segments WHERE refresh_after IS NOT NULL LIMIT 1") { _ in
            true
        }
        if waits == true { try call.enqueue("refresh", key: "refresh") }
    }

    /// Days pass, and what is asked of them is another thing: every segment is looked at again once in a while.
    private static func beginDue(_ call: Call) throws {
        let hours = call.setting("refresh_hours") ?? 24
        try call.execute(
            """
            UPDATE customer_segments SET refresh_after = 0
            WHERE refresh_after IS NULL AND (refreshed_at IS NULL OR refreshed_at <= $1)
            """,
            call.now - hours * 3_600_000
        )
    }

    /// One batch of the first segment whose refresh is going on. Those that it names come before it.
    /// - Returns: false when there is nothing to do.
    private static func advance(_ call: Call) throws -> Bool {
        let next = try call.first(
            "SELECT id FROM customer_segments WHERE refresh_after IS NOT NULL ORDER BY depth, id LIMIT 1"
        ) { $0.integer(0) }
        guard let next else { return false }
        guard let stored = try SegmentStore.held(next, call), let after = stored.refreshAfter else { return true }
        let customers = try call.query(
            "SELECT id FROM v1_customers WHERE id > $1 ORDER BY id LIMIT $2",
            after,
            batchSize
        ) { $0.integer(0) }
        do {
            if !customers.isEmpty { try Membership.update(stored, among: customers, call) }
        } catch let off as ReviewsOff {
            // Its members stay as they were, but for those who are gone, and it is tried again with the next run.
            try Membership.recount(stored.id, call)
            try call.execute(
                "UPDATE customer_segments SET refresh_after = NULL, problem = $2 WHERE id = $1",
                stored.id,
                off.description
            )
            return true
        }
        if let last = customers.last, customers.count == batchSize {
            try call.execute("UPDATE customer_segments SET refresh_after = $2 WHERE id = $1", stored.id, last)
        } else {
            try Membership.recount(stored.id, call)
            try call.execute(
                """
                UPDATE customer_segments SET refresh_after = NULL, refreshed_at = $2, problem = NULL WHERE id = $1
                """,
                stored.id,
                call.now
            )
        }
        return true
    }
}
