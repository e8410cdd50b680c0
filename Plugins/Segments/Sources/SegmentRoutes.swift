import TotemPluginKit

/// `/v1/x/segments`: what the shop's staff do with segments.
enum SegmentRoutes {
    private static let shown: SQLFragment = """
        SELECT id, name, slug, description, criteria AS "criteria:json", 'segment:' || slug AS audience,
          member_count, CASE WHEN refresh_after IS NULL THEN 0 ELSE 1 END AS "is_refreshing:bool",
          refreshed_at AS "refreshed_at:time", problem, created_at AS "created_at:time",
          updated_at AS "updated_at:time"
        FROM customer_segments
        """

    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/", for: .staff, list)
        try registry.route(.post, "/", for: .storeManager, create)
        try registry.route(.post, "/preview", for: .staff, in: .reads, preview)
        try registry.route(.get, "/{id}", for: .staff, show)
        try registry.route(.patch, "/{id}", for: .storeManager, change)
        try registry.route(.delete, "/{id}", for: .storeManager, delete)
        try registry.route(.get, "/{id}/members", for: .staff, members)
        try registry.route(.post, "/{id}/refresh", for: .storeManager, refresh)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        try call.respondPage { page in
            "\(shown) WHERE id < \(page.after) ORDER BY id DESC LIMIT \(page.limit)"
        }
    }

    private static func create(_ call: Call, _ request: Request) throws {
        let segment = try SegmentForm.read(request)
        try CriteriaCheck.things(segment.criteria, call)
        let id = try SegmentStore.insert(segment, among: try SegmentStore.heldNames(call), call)
        try SegmentRefresh.begin(id, call)
        try respond(201, with: id, call)
    }

    private static func preview(_ call: Call, _ request: Request) throws {
        let (criteria, _) = try SegmentForm.criteria(request)
        try CriteriaCheck.things(criteria, call)
        try call.respond(json: try SegmentPreview(criteria, call).json(call))
    }

    private static func show(_ call: Call, _ request: Request) throws {
        try respond(200, with: try request.id("id"), call)
    }

    private static func change(_ call: Call, _ request: Request) throws {
        let names = try SegmentStore.heldNames(call)
        let stored = try existing(call, request, SegmentStore.find)
        let segment = try SegmentForm.read(request, changing: stored.segment)
        let isOther = segment.criteria != stored.segment.criteria
        if isOther { try CriteriaCheck.things(segment.criteria, call) }
        try SegmentStore.update(stored.id, to: segment, among: names, call)
        if isOther { try SegmentRefresh.begin(stored.id, call) }
        try respond(200, with: stored.id, call)
    }

    private static func delete(_ call: Call, _ request: Request) throws {
        let stored = try existing(call, request, SegmentStore.held)
        let others = try SegmentStore.naming(stored.id, call)
        guard others.isEmpty else {
            throw Veto(
                "segment-in-use",
                "Other segments name it: \(others.joined(separator: ", ")). Change or delete those first.",
                status: 409
            )
        }
        try SegmentStore.delete(stored.id, call)
        try SegmentSweep.queue(stored.id, call)
        try call.respondNothing()
    }

    private static func members(_ call: Call, _ request: Request) throws {
        let stored = try existing(call, request, SegmentStore.find)
        try call.respondPage(
            """
            SELECT m.id, m.user_id, c.email, c.first_name, c.last_name, m.added_at AS "added_at:time"
            FROM customer_segment_memberships AS m JOIN v1_customers AS c ON c.id = m.user_id
            WHERE m.id < $1 AND m.segment_id = $3 ORDER BY m.id DESC LIMIT $2
            """,
            stored.id
        )
    }

    private static func refresh(_ call: Call, _ request: Request) throws {
        let stored = try existing(call, request, SegmentStore.find)
        try SegmentRefresh.begin(stored.id, call)
        try respond(202, with: stored.id, call)
    }

    private static func existing(
        _ call: Call,
        _ request: Request,
        _ find: (_ id: Int64, Call) throws -> StoredSegment?
    ) throws -> StoredSegment {
        try request.found("segment") { try find($0, call) }
    }

    private static func respond(_ status: Int32, with id: Int64, _ call: Call) throws {
        try call.respondRow(status, "\(shown) WHERE id = \(id)")
    }
}
