import TotemPluginKit

/// What happens to customers is written down when it is told, and looked at soon after, some customers at a time.
enum SegmentChanges {
    /// Changes that are looked at together, and segments in one transaction.
    private static let changesAtOnce: Int64 = 100
    private static let segmentsAtOnce = 4

    /// `order.committed`, `order.transitioned`
    static func ofOrders(_ call: Call, _ events: Events) throws {
        try note(events.events.compactMap { $0.order?.userID }, call)
    }

    /// `refund.created`: what was given back counts as not bought for.
    static func ofRefunds(_ call: Call, _ events: Events) throws {
        let refunds = events.events.map(\.subjectID)
        let customers = try call.query(
            """
            SELECT o.user_id FROM v1_refunds AS r JOIN v1_orders AS o ON o.id = r.order_id
            WHERE r.id IN (\(list: refunds)) AND o.user_id IS NOT NULL
            """
        ) { $0.integer(0) }
        try note(customers, call)
    }

    /// `customer.changed`
    static func ofCustomers(_ call: Call, _ events: Events) throws {
        try note(events.events.map(\.subjectID), call)
    }

    private static func note(_ customers: [Int64], _ call: Call) throws {
        guard !customers.isEmpty else { return }
        let noted = try call.execute(
            """
            INSERT INTO customer_segment_changes (user_id)
            SELECT c.id FROM v1_customers AS c
            WHERE c.id IN (\(list: Set(customers).sorted())) AND EXISTS (SELECT 1 FROM customer_segments)
            """
        )
        if noted > 0 { try call.enqueue("changed", key: "changed") }
    }

    /// The job. A change that comes while it looks stands in a row of its own, and is looked at after it.
    static func run(_ call: Call, _ run: JobRun) throws {
        while true {
            let changes = try call.transaction { call in
                try call.query("SELECT id, user_id FROM customer_segment_changes ORDER BY id LIMIT $1", changesAtOnce) {
                    (id: $0.integer(0), customer: $0.integer(1))
                }
            }
            guard !changes.isEmpty else { return }
            let segments = try call.transaction(SegmentStore.idsInOrder)
            let customers = Set(changes.map(\.customer)).sorted()
            for start in stride(from: 0, to: segments.count, by: segmentsAtOnce) {
                let some = segments[start..<min(start + segmentsAtOnce, segments.count)]
                try call.transaction { call in try look(at: customers, for: some, call) }
            }
            _ = try call.transaction { call in
                try call.execute("DELETE FROM customer_segment_changes WHERE id IN (\(list: changes.map(\.id)))")
            }
        }
    }

    private static func look(at customers: [Int64], for segments: ArraySlice<Int64>, _ call: Call) throws {
        for id in segments {
            guard let stored = try SegmentStore.held(id, call) else { continue }
            do {
                try Membership.update(stored, among: customers, call)
            } catch is ReviewsOff {
                // Its refresh says so, and finds them when reviews are there again.
            }
        }
    }
}
