import TotemPluginKit

/// Reviews that are older than the setting `archive_after_years` are put away: nobody but staff sees them, and they count no
/// more.
enum ReviewArchive {
    private static let yearInMilliseconds: Int64 = 31_556_952_000

    /// `retention.run`
    static func sweep(_ call: Call, _ event: RetentionEvent) throws {
        let end = call.now - (call.setting("archive_after_years") ?? 5) * yearInMilliseconds
        let old = try call.query(
            "SELECT id FROM product_reviews WHERE created_at < $1 ORDER BY created_at, id LIMIT $2",
            end,
            event.limit
        ) { $0.integer(0) }
        let held = try ReviewStore.held(old, call)
        try call.execute(
            """
            INSERT INTO product_review_archive (id, product_id, user_id, rating, title, content, photos, author, status,
              is_verified, answer, answered_at, created_at, archived_at)
            SELECT id, product_id, user_id, rating, title, content, photos, author, status, is_verified, answer, answered_at,
              created_at, $2
            FROM product_reviews WHERE id = ANY($1)
            """,
            SQLList(held.map(\.id)),
            call.now
        )
        try ReviewStore.delete(held, call)
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
