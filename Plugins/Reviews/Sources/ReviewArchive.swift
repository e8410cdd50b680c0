import TotemPluginKit

/// Reviews that are older than the setting `archive_after_years` are put away: nobody but staff sees them, and they count no
/// more.
enum ReviewArchive {
    private static let yearInMilliseconds: Int64 = 31_556_952_000

    /// `retention.run`
    static func sweep(_ call: Call, _ event: RetentionEvent) throws {
        let end = call.now - (call.setting("archive_after_years") ?? 5) * yearInMilliseconds
        let old = try call.query(
            """
            SELECT id, product_id, user_id, rating, title, content, photos, author, status, is_verified, report_count
            FROM product_reviews WHERE created_at < $1 ORDER BY created_at, id LIMIT $2
            """,
            end,
            event.limit,
            row: StoredReview.init
        )
        // Reviews by their ids, then totals by products: as everybody takes them.
        let held = try old.map(\.id).sorted().compactMap { try ReviewStore.held($0, call) }
        for review in held {
            try call.execute(
                """
                INSERT INTO product_review_archive (id, product_id, user_id, rating, title, content, photos, author, status,
                  is_verified, answer, answered_at, created_at, archived_at)
                SELECT id, product_id, user_id, rating, title, content, photos, author, status, is_verified, answer,
                  answered_at, created_at, $2
                FROM product_reviews WHERE id = $1
                """,
                review.id,
                call.now
            )
        }
        for review in held.sorted(by: { ($0.product, $0.id) < ($1.product, $1.id) }) {
            try ReviewStore.delete(review, call)
        }
        try call.setRemaining(try remaining(before: end, call))
    }

    /// How many are left, counted up to a bound: whoever asks only wants to know whether there are any.
    private static func remaining(before end: Int64, _ call: Call) throws -> Int64 {
        try call.first(
            "SELECT COUNT(*) FROM (SELECT id FROM product_reviews WHERE created_at < $1 LIMIT 1000) AS old",
            end
        ) { $0.integer(0) } ?? 0
    }
}
