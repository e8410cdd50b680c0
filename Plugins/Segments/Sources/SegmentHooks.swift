import TotemPluginKit

/// What segments tell others of a customer, and what they forget.
enum SegmentHooks {
    /// `request.context`: a customer belongs to an audience for each segment.
    static func audiences(_ call: Call, _ context: Context) throws {
        guard let customer = context.userID else { return }
        for slug in try slugs(of: customer, call) { try call.addAudience("segment:\(slug)") }
    }

    /// `view.extend`: the shop's staff see a customer's segments; buyers do not see what they are taken for.
    static func extend(_ call: Call, _ event: ViewEvent) throws {
        guard event.kind == "customer", event.forStaff else { return }
        let customers = event.subjects.map(\.id)
        let rows = try call.query(
            """
            SELECT m.user_id, s.id, s.name FROM customer_segment_memberships AS m
            JOIN customer_segments AS s ON s.id = m.segment_id
            WHERE m.user_id IN (\(list: customers)) ORDER BY s.id
            """
        ) { (customer: $0.integer(0), id: $0.integer(1), name: $0.text(2)) }
        for (customer, segments) in Dictionary(grouping: rows, by: \.customer) {
            let shown = segments.map { segment in
                var json = JSONObject()
                json.add("id", segment.id)
                json.add("name", segment.name)
                return json
            }
            try call.extend(customer, json: JSON.objects(shown))
        }
    }

    /// `customer.exporting`
    static func export(_ call: Call, _ event: CustomerEvent) throws {
        let names = try call.query(
            """
            SELECT s.name FROM customer_segment_memberships AS m JOIN customer_segments AS s ON s.id = m.segment_id
            WHERE m.user_id = $1 ORDER BY s.id
            """,
            event.customer.id
        ) { $0.text(0) }
        guard !names.isEmpty else { return }
        var json = JSONObject()
        json.add("segments", names)
        try call.extend(event.customer.id, json: json.text)
    }

    /// `customer.erasing`
    static func erase(_ call: Call, _ event: CustomerEvent) throws {
        try Membership.remove(event.customer.id, call)
        try call.execute("DELETE FROM customer_segment_changes WHERE user_id = $1", event.customer.id)
    }

    /// `plugin.enabled`: what happened meanwhile nobody has told. A job looks, for as long as that takes.
    static func catchUp(_ call: Call, _ event: PluginEvent) throws {
        try SegmentRefresh.beginAll(call)
    }

    private static func slugs(of customer: Int64, _ call: Call) throws -> [String] {
        try call.query(
            """
            SELECT s.slug FROM customer_segment_memberships AS m JOIN customer_segments AS s ON s.id = m.segment_id
            WHERE m.user_id = $1 ORDER BY s.id
            """,
            customer
        ) { $0.text(0) }
    }
}
