import TotemPluginKit

/// The table of reviews. Who changes several rows takes reviews first, by their ids, and totals after them: see ``RatingStore``.
enum ReviewStore {
    static func find(_ id: Int64, _ call: Call) throws -> StoredReview? {
        try call.first(
            """
            SELECT id, product_id, user_id, rating, title, content, photos, author, status, is_verified, report_count
            FROM product_reviews WHERE id = $1
            """,
            id,
            row: StoredReview.init
        )
    }

    /// The review, which nobody else changes until the transaction ends.
    static func held(_ id: Int64, _ call: Call) throws -> StoredReview? {
        try call.first(
            """
            SELECT id, product_id, user_id, rating, title, content, photos, author, status, is_verified, report_count
            FROM product_reviews WHERE id = $1 FOR UPDATE
            """,
            id,
            row: StoredReview.init
        )
    }

    /// Several of them, by their ids.
    static func held(_ ids: [Int64], _ call: Call) throws -> [StoredReview] {
        try call.query(
            """
            SELECT id, product_id, user_id, rating, title, content, photos, author, status, is_verified, report_count
            FROM product_reviews WHERE id = ANY($1) ORDER BY id FOR UPDATE
            """,
            SQLList(ids),
            row: StoredReview.init
        )
    }

    /// Adds a review.
    /// - Returns: its id; nil where the customer has reviewed the product already.
    static func insert(
        _ review: Review,
        of product: Int64,
        by user: Int64,
        _ status: Review.Status,
        isVerified: Bool,
        _ call: Call
    ) throws -> Int64? {
        let id = try call.first(
            """
            INSERT INTO product_reviews
              (product_id, user_id, rating, title, content, photos, author, status, is_verified, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
            ON CONFLICT (product_id, user_id) DO NOTHING RETURNING id
            """,
            product,
            user,
            review.rating,
            review.title,
            review.content,
            JSON.texts(review.photos),
            review.author,
            status.rawValue,
            isVerified,
            call.now
        ) { $0.integer(0) }
        if id != nil { try RatingStore.change(from: nil, to: review.rating(in: status), of: product, call) }
        return id
    }

    /// Writes what a held review says now, and what it counts for.
    static func update(
        _ old: StoredReview,
        to review: Review,
        _ status: Review.Status,
        isVerified: Bool,
        _ call: Call
    ) throws {
        try call.execute(
            """
            UPDATE product_reviews SET rating = $2, title = $3, content = $4, photos = $5, author = $6, status = $7,
              is_verified = $8, updated_at = $9
            WHERE id = $1
            """,
            old.id,
            review.rating,
            review.title,
            review.content,
            JSON.texts(review.photos),
            review.author,
            status.rawValue,
            isVerified,
            call.now
        )
        try RatingStore.change(from: old.shownRating, to: review.rating(in: status), of: old.product, call)
    }

    /// Moves a held review to a status. What was reported before staff approve it is settled.
    static func move(_ old: StoredReview, to status: Review.Status, isSettled: Bool = false, _ call: Call) throws {
        try call.execute(
            "UPDATE product_reviews SET status = $2, report_count = $3 WHERE id = $1",
            old.id,
            status.rawValue,
            isSettled ? 0 : old.reportCount
        )
        try RatingStore.change(from: old.shownRating, to: old.review.rating(in: status), of: old.product, call)
    }

    static func answer(_ id: Int64, with text: String?, _ call: Call) throws {
        try call.execute(
            "UPDATE product_reviews SET answer = $2, answered_at = $3 WHERE id = $1",
            id,
            text,
            text == nil ? nil : call.now
        )
    }

    /// Takes held reviews away, with their reports.
    static func delete(_ reviews: [StoredReview], _ call: Call) throws {
        try call.execute("DELETE FROM product_reviews WHERE id = ANY($1)", SQLList(reviews.map(\.id)))
        try RatingStore.takeAway(reviews, call)
    }

    static func id(of product: Int64, by user: Int64, _ call: Call) throws -> Int64? {
        try call.first("SELECT id FROM product_reviews WHERE product_id = $1 AND user_id = $2", product, user) {
            $0.integer(0)
        }
    }

    /// How many approved reviews a customer has written.
    static func count(of user: Int64, _ call: Call) throws -> Int64 {
        try call.first("SELECT COUNT(*) FROM product_reviews WHERE user_id = $1 AND status = 'approved'", user) {
            $0.integer(0)
        } ?? 0
    }
}

/// A review as it is kept.
struct StoredReview {
    let id: Int64
    let product: Int64
    let user: Int64
    let review: Review
    let status: Review.Status
    let isVerified: Bool
    let reportCount: Int64

    init(_ row: Row) throws {
        id = row.integer(0)
        product = row.integer(1)
        user = row.integer(2)
        review = Review(
            rating: row.integer(3),
            title: row.optionalText(4),
            content: row.text(5),
            photos: try row.json(6).texts(),
            author: row.optionalText(7)
        )
        // The table has no others.
        status = Review.Status(rawValue: row.text(8)) ?? .pending
        isVerified = row.bool(9)
        reportCount = row.integer(10)
    }

    /// The rating that counts for the product now; nil while nobody sees it.
    var shownRating: Int64? { review.rating(in: status) }
}

extension Review {
    /// The rating that counts in a status.
    func rating(in status: Status) -> Int64? { status == .approved ? rating : nil }
}
