import TotemPluginKit

/// The segments' own table, and which of them name which.
enum SegmentStore {
    static func find(_ id: Int64, _ call: Call) throws -> StoredSegment? {
        try call.first(
            "SELECT id, name, slug, description, criteria, refresh_after FROM customer_segments WHERE id = $1",
            id,
            row: StoredSegment.init
        )
    }

    /// The segment, whose members nobody else changes until the transaction ends.
    static func held(_ id: Int64, _ call: Call) throws -> StoredSegment? {
        try call.first(
            """
            SELECT id, name, slug, description, criteria, refresh_after FROM customer_segments WHERE id = $1
            FOR UPDATE
            """,
            id,
            row: StoredSegment.init
        )
    }

    /// All names by id. Nobody else makes, changes or deletes a segment until the transaction ends: two at once could make a circle, or one
    /// too many.
    static func heldNames(_ call: Call) throws -> [Int64: String] {
        try call.lock("names")
        let rows = try call.query("SELECT id, name FROM customer_segments ORDER BY id FOR UPDATE") {
            ($0.integer(0), $0.text(1))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Those that others name before those that name them.
    static func idsInOrder(_ call: Call) throws -> [Int64] {
        try call.query("SELECT id FROM customer_segments ORDER BY depth, id") { $0.integer(0) }
    }

    /// - Parameter names: of all, ``heldNames(_:)``.
    /// - Throws: ``Veto`` when there are too many, another has its slug, or it names what it can't.
    static func insert(_ segment: Segment, among names: [Int64: String], _ call: Call) throws -> Int64 {
        guard names.count < Segment.largestCount else {
            throw Veto(
                "too-many-segments",
                "A shop has at most \(Segment.largestCount) segments; delete one that is not used.",
                status: 409
            )
        }
        let id = try uniquely(segment.slug) {
            try call.first(
                """
                INSERT INTO customer_segments (name, slug, description, criteria, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $5) RETURNING id
                """,
                segment.name,
                segment.slug,
                segment.description,
                segment.criteriaText,
                call.now
            ) { $0.integer(0) } ?? 0
        }
        try refer(id, segment, among: names, call)
        return id
    }

    /// - Parameter names: of all, ``heldNames(_:)``.
    /// - Throws: ``Veto`` when another has its slug, or it names what it can't.
    static func update(_ id: Int64, to segment: Segment, among names: [Int64: String], _ call: Call) throws {
        try uniquely(segment.slug) {
            _ = try call.execute(
                """
                UPDATE customer_segments SET name = $2, slug = $3, description = $4, criteria = $5, updated_at = $6
                WHERE id = $1
                """,
                id,
                segment.name,
                segment.slug,
                segment.description,
                segment.criteriaText,
                call.now
            )
        }
        try refer(id, segment, among: names, call)
    }

    /// Its memberships stay for ``SegmentSweep``.
    static func delete(_ id: Int64, _ call: Call) throws {
        try call.execute("DELETE FROM customer_segments WHERE id = $1", id)
    }

    /// Names of the segments that name this one.
    static func naming(_ id: Int64, _ call: Call) throws -> [String] {
        try call.query(
            """
            SELECT s.name FROM customer_segment_references AS r JOIN customer_segments AS s ON s.id = r.segment_id
            WHERE r.named_id = $1 ORDER BY s.id
            """,
            id
        ) { $0.text(0) }
    }

    static func graph(_ call: Call) throws -> SegmentGraph {
        let pairs = try call.query("SELECT segment_id, named_id FROM customer_segment_references") {
            (segment: $0.integer(0), named: $0.integer(1))
        }
        return SegmentGraph(named: Dictionary(grouping: pairs, by: \.segment).mapValues { Set($0.map(\.named)) })
    }

    /// Writes down which segments it names, and how deep all stand now.
    private static func refer(_ id: Int64, _ segment: Segment, among names: [Int64: String], _ call: Call) throws {
        var graph = try graph(call)
        let references = segment.criteria.conditions.filter { $0.field == .segment }
        try CriteriaCheck.segments(references, of: id, segment.name, among: names, in: &graph)
        try call.execute("DELETE FROM customer_segment_references WHERE segment_id = $1", id)
        let named = graph.named[id, default: []].sorted()
        if !named.isEmpty {
            try call.execute(
                """
                INSERT INTO customer_segment_references (segment_id, named_id)
                SELECT \(id), named.id FROM customer_segments AS named WHERE named.id IN (\(list: named))
                """
            )
        }
        let depths = Dictionary(grouping: graph.dependants(of: id)) { graph.depth(of: $0) }
        for (depth, ids) in depths {
            try call.execute(
                "UPDATE customer_segments SET depth = \(depth) WHERE depth <> \(depth) AND id IN (\(list: ids))"
            )
        }
    }

    private static func uniquely<Result>(_ slug: String, _ write: () throws -> Result) throws -> Result {
        try HostError.unique(
            else: .taken("slug", "is taken: there is a segment '\(slug)' already; give this one another"),
            write
        )
    }
}
