import TotemPluginKit

/// `/v1/x/reviews/{id}/reports`: customers tell the shop of reviews that should not be there.
enum ReportRoutes {
    static func register(_ registry: Registry) throws {
        try registry.route(.post, "/{id}/reports", for: .customer, create)
        try registry.route(.get, "/{id}/reports", for: .staff, list)
    }

    /// Each customer counts once. With as many as the setting `report_limit` says, since staff have looked last, nobody sees the
    /// review until they look again.
    private static func create(_ call: Call, _ request: Request) throws {
        let user = try ReviewRoutes.author(request)
        let stored = try ReviewRoutes.visible(call, request, ReviewStore.held)
        guard stored.user != user else {
            throw Veto("own-review", "This review is your own: change it or delete it.", status: 409)
        }
        guard stored.status == .approved else {
            throw Veto("not-shown", "Nobody sees this review at the moment.", status: 409)
        }
        let reason = try request.text("reason")
        let added = try call.first(
            """
            INSERT INTO product_review_reports (review_id, user_id, reason, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (review_id, user_id) DO NOTHING RETURNING id
            """,
            stored.id,
            user,
            reason,
            call.now
        ) { $0.integer(0) }
        guard let report = added else {
            throw Veto("already-reported", "You have reported this review already.", status: 409)
        }
        try count(stored, call)
        try call.respondRow(
            201,
            """
            SELECT id, review_id, reason, created_at AS "created_at:time" FROM product_review_reports WHERE id = $1
            """,
            report
        )
    }

    private static func count(_ stored: StoredReview, _ call: Call) throws {
        try call.execute("UPDATE product_reviews SET report_count = report_count + 1 WHERE id = $1", stored.id)
        let limit = call.setting("report_limit") ?? 5
        guard limit > 0, stored.reportCount + 1 >= limit, let counted = try ReviewStore.held(stored.id, call) else {
            return
        }
        try ReviewStore.move(counted, to: .pending, call)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        let stored = try ReviewRoutes.visible(call, request, ReviewStore.find)
        try call.respondPage(
            """
            SELECT id, review_id, user_id, reason, created_at AS "created_at:time"
            FROM product_review_reports WHERE id < $1 AND review_id = $3 ORDER BY id DESC LIMIT $2
            """,
            stored.id
        )
    }
}
