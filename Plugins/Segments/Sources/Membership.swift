import TotemPluginKit

/// Who belongs to segments, and the table in which that is kept.
enum Membership {
    /// Which of these customers fulfil the criteria at this moment.
    /// - Parameter customers: ids, not none.
    /// - Throws: ``ReviewsOff``.
    static func matching(_ criteria: Criteria, among customers: [Int64], _ call: Call) throws -> [Int64] {
        let sql = CriteriaSQL(
            now: call.now,
            categories: try subcategories(of: criteria.numbers(comparedWith: .boughtCategory), call),
            reviews: criteria.mentions(.reviewsCount) ? try ReviewCounts.of(customers, call) : [:]
        )
        return try call.query(
            """
            SELECT c.id FROM v1_customers AS c
            WHERE c.id IN (\(list: customers)) AND \(sql.condition(criteria)) ORDER BY c.id
            """
        ) { $0.integer(0) }
    }

    /// Puts right which of these customers belong to a segment, which is held.
    /// - Parameter customers: ids, not none.
    /// - Throws: ``ReviewsOff``.
    static func update(_ stored: StoredSegment, among customers: [Int64], _ call: Call) throws {
        let matching = Set(try matching(stored.segment.criteria, among: customers, call))
        let members = Set(
            try call.query(
                """
                SELECT user_id FROM customer_segment_memberships
                WHERE segment_id = \(stored.id) AND user_id IN (\(list: customers))
                """
            ) { $0.integer(0) }
        )
        let joined = matching.subtracting(members).sorted()
        let left = members.subtracting(matching).sorted()
        var change: Int64 = 0
        if !joined.isEmpty {
            change += try call.execute(
                """
                INSERT INTO customer_segment_memberships (segment_id, user_id, added_at)
                SELECT \(stored.id), c.id, \(call.now) FROM v1_customers AS c WHERE c.id IN (\(list: joined))
                """
            )
        }
        if !left.isEmpty {
            change -= try call.execute(
                """
                DELETE FROM customer_segment_memberships
                WHERE segment_id = \(stored.id) AND user_id IN (\(list: left))
                """
            )
        }
        guard change != 0 else { return }
        try call.execute(
            "UPDATE customer_segments SET member_count = member_count + $2 WHERE id = $1",
            stored.id,
            change
        )
    }

    /// - Throws: ``Veto`` when there is no such segment: who names one by mistake is told so.
    static func contains(_ customer: Int64, _ segment: Int64, _ call: Call) throws -> Bool {
        let isMember = try call.first(
            """
            SELECT CASE WHEN EXISTS
              (SELECT 1 FROM customer_segment_memberships WHERE segment_id = $2 AND user_id = $1) THEN 1 ELSE 0 END
            FROM customer_segments WHERE id = $2
            """,
            customer,
            segment
        ) { $0.bool(0) }
        guard let isMember else { throw Veto.notFound("segment \(segment)") }
        return isMember
    }

    /// Takes a customer out of every segment.
    static func remove(_ customer: Int64, _ call: Call) throws {
        // Held first, as by who looks at a segment, who may take the customer out of it meanwhile: what is left then counts.
        _ = try call.query(
            """
            SELECT id FROM customer_segments
            WHERE id IN (SELECT segment_id FROM customer_segment_memberships WHERE user_id = $1) ORDER BY id FOR UPDATE
            """,
            customer
        ) { $0.integer(0) }
        let segments = try call.query(
            "DELETE FROM customer_segment_memberships WHERE user_id = $1 RETURNING segment_id",
            customer
        ) { $0.integer(0) }
        guard !segments.isEmpty else { return }
        try call.execute(
            "UPDATE customer_segments SET member_count = member_count - 1 WHERE id IN (\(list: segments))"
        )
    }

    /// Counts the members of a segment, which is held, anew: some may have been erased while nobody told this plugin.
    static func recount(_ segment: Int64, _ call: Call) throws {
        try call.execute(
            """
            UPDATE customer_segments SET member_count =
              (SELECT COUNT(*) FROM customer_segment_memberships WHERE segment_id = $1) WHERE id = $1
            """,
            segment
        )
    }

    /// Each of the categories with all below it.
    private static func subcategories(of named: [Int64], _ call: Call) throws -> [Int64: [Int64]] {
        guard !named.isEmpty else { return [:] }
        let pairs = try call.query(
            "SELECT parent_id, id FROM v1_product_categories WHERE parent_id IS NOT NULL" as StaticString
        ) {
            (parent: $0.integer(0), id: $0.integer(1))
        }
        let children = Dictionary(grouping: pairs, by: \.parent).mapValues { $0.map(\.id) }
        var found: [Int64: [Int64]] = [:]
        for category in named {
            var all = [category]
            var next = 0
            while next < all.count {
                all += children[all[next], default: []]
                next += 1
            }
            found[category] = all
        }
        return found
    }
}
