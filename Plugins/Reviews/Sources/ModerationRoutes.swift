import TotemPluginKit

/// `/v1/x/reviews`: what the shop's staff do with reviews.
enum ModerationRoutes {
    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/", for: .staff, list)
        try registry.route(.get, "/archive", for: .staff, archive)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        let status: SQLFragment = request.query("status").map { "AND status = \($0)" } ?? ""
        let reported: SQLFragment = request.query("reported") == nil ? "" : "AND report_count > 0"
        try call.respondPage { page in
            """
            SELECT * FROM product_reviews_whole WHERE id < \(page.after) \(status) \(reported)
            ORDER BY id DESC LIMIT \(page.limit)
            """
        }
    }

    private static func archive(_ call: Call, _ request: Request) throws {
        try call.respondPage(
            """
            SELECT id, product_id, user_id, rating, title, content, photos AS "photos:json", author, status,
              is_verified AS "is_verified:bool", answer, answered_at AS "answered_at:time",
              created_at AS "created_at:time", archived_at AS "archived_at:time"
            FROM product_review_archive WHERE id < $1 ORDER BY id DESC LIMIT $2
            """
        )
    }

    /// The part of a change that is staff's: the status, and the shop's answer.
    static func moderate(_ id: Int64, _ call: Call, _ request: Request) throws {
        guard request.role >= .staff else {
            throw Veto(
                "staff-only",
                "A review's status and the shop's answer are set by the shop's staff.",
                status: 403
            )
        }
        if request.kind("answer") == .null {
            try ReviewStore.answer(id, with: nil, call)
        } else if request.kind("answer") == .present {
            try ReviewStore.answer(id, with: try request.text("answer"), call)
        }
        guard request.kind("status") != .absent, let stored = try ReviewStore.held(id, call) else { return }
        guard let status = Review.Status(rawValue: try request.text("status")) else {
            throw Veto.field("status", "must be pending, approved or rejected")
        }
        try ReviewStore.move(stored, to: status, isSettled: status == .approved, call)
    }
}
