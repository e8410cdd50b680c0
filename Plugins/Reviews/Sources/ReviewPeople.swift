import TotemPluginKit

/// What is kept of a person, where the person or the law asks for it.
enum ReviewPeople {
    /// Bytes of JSON that an export has room for, with something to spare. Who has written more reads the rest with
    /// `GET /v1/x/reviews/mine`.
    private static let largestExport = 900 * 1024

    /// `customer.erasing`: reviews and reports go, and with them what they count for.
    static func erase(_ call: Call, _ event: CustomerEvent) throws {
        let user = event.customer.id
        let ids = try call.query("SELECT id FROM product_reviews WHERE user_id = $1", user) { $0.integer(0) }
        try ReviewStore.delete(try ReviewStore.held(ids, call), call)
        try call.execute("DELETE FROM product_review_archive WHERE user_id = $1", user)
        try call.execute("DELETE FROM product_review_reports WHERE user_id = $1", user)
    }

    /// `customer.exporting`
    static func export(_ call: Call, _ event: CustomerEvent) throws {
        let user = event.customer.id
        var room = largestExport
        var json = JSONObject()
        json.add(
            "reviews",
            try call.query(
                """
                SELECT id, product_id, rating, title, content, photos, author, status, answer, created_at
                FROM product_reviews WHERE user_id = $1 ORDER BY id DESC LIMIT 1000
                """,
                user,
                row: exported
            ).fitting(&room)
        )
        json.add(
            "archived_reviews",
            try call.query(
                """
                SELECT id, product_id, rating, title, content, photos, author, status, answer, created_at
                FROM product_review_archive WHERE user_id = $1 ORDER BY id DESC LIMIT 1000
                """,
                user,
                row: exported
            ).fitting(&room)
        )
        json.add(
            "reports",
            try call.query(
                """
                SELECT review_id, reason, created_at FROM product_review_reports
                WHERE user_id = $1 ORDER BY id DESC LIMIT 1000
                """,
                user
            ) { row in
                var report = JSONObject()
                report.add("review_id", row.integer(0))
                report.add("reason", row.text(1))
                report.add("created_at", time: row.integer(2))
                return report
            }.fitting(&room)
        )
        try call.extend(user, json: json.text)
    }

    private static func exported(_ row: Row) -> JSONObject {
        var review = JSONObject()
        review.add("id", row.integer(0))
        review.add("product_id", row.integer(1))
        review.add("rating", row.integer(2))
        review.add("title", row.optionalText(3))
        review.add("content", row.text(4))
        review.add("photos", json: row.text(5))
        review.add("author", row.optionalText(6))
        review.add("status", row.text(7))
        review.add("answer", row.optionalText(8))
        review.add("created_at", time: row.integer(9))
        return review
    }
}
