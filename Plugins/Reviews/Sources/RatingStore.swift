import TotemPluginKit

/// The table of totals: what the approved reviews of each product come to.
enum RatingStore {
    static func totals(of product: Int64, _ call: Call) throws -> RatingTotals {
        try call.first(
            """
            SELECT stars_1, stars_2, stars_3, stars_4, stars_5 FROM product_review_totals WHERE product_id = $1
            """,
            product
        ) { RatingTotals($0, from: 0) } ?? .empty
    }

    /// Those of several products, in one statement; products without reviews are left out.
    static func totals(of products: [Int64], _ call: Call) throws -> [Int64: RatingTotals] {
        let found = try call.query(
            """
            SELECT product_id, stars_1, stars_2, stars_3, stars_4, stars_5 FROM product_review_totals
            WHERE product_id = ANY($1)
            """,
            SQLList(products)
        ) { row in (product: row.integer(0), totals: RatingTotals(row, from: 1)) }
        return Dictionary(found.map { ($0.product, $0.totals) }) { one, _ in one }
    }

    /// A review counts for a product in the place of what it counted for before; nil: it does not count.
    static func change(from old: Int64?, to new: Int64?, of product: Int64, _ call: Call) throws {
        guard old != new else { return }
        try add((Int64(1)...5).map { stars in (new == stars ? 1 : 0) - (old == stars ? 1 : 0) }, to: product, call)
    }

    /// Reviews count no more, by their products: two that take several away at once never wait for each other in a circle.
    static func takeAway(_ reviews: [StoredReview], _ call: Call) throws {
        let shown = Dictionary(grouping: reviews.filter { $0.shownRating != nil }, by: \.product)
        for (product, reviews) in shown.sorted(by: { $0.key < $1.key }) {
            let steps = (Int64(1)...5).map { stars in -Int64(reviews.count { $0.shownRating == stars }) }
            try add(steps, to: product, call)
        }
    }

    /// So many more, or fewer, for each number of stars. Of reviews that change at once each adds and takes its own, so none is
    /// lost. What is shown of the product follows.
    private static func add(_ steps: [Int64], to product: Int64, _ call: Call) throws {
        // Who counts everything anew puts another row into the place of the one that is waited for.
        var isAdded = false
        while !isAdded {
            try call.execute(
                "INSERT INTO product_review_totals (product_id) VALUES ($1) ON CONFLICT (product_id) DO NOTHING",
                product
            )
            isAdded =
                try call.execute(
                    """
                    UPDATE product_review_totals SET stars_1 = stars_1 + $2, stars_2 = stars_2 + $3, stars_3 = stars_3 + $4,
                      stars_4 = stars_4 + $5, stars_5 = stars_5 + $6
                    WHERE product_id = $1
                    """,
                    product,
                    steps[0],
                    steps[1],
                    steps[2],
                    steps[3],
                    steps[4]
                ) > 0
        }
        try call.touch("product", product)
    }

    /// Counts everything anew: customers who were erased while the plugin was off took their reviews along.
    static func recount(_ call: Call) throws {
        try call.execute("DELETE FROM product_review_totals")
        try call.execute(
            """
            INSERT INTO product_review_totals (product_id, stars_1, stars_2, stars_3, stars_4, stars_5)
            SELECT product_id, SUM(CASE WHEN rating = 1 THEN 1 ELSE 0 END), SUM(CASE WHEN rating = 2 THEN 1 ELSE 0 END),
              SUM(CASE WHEN rating = 3 THEN 1 ELSE 0 END), SUM(CASE WHEN rating = 4 THEN 1 ELSE 0 END),
              SUM(CASE WHEN rating = 5 THEN 1 ELSE 0 END)
            FROM product_reviews WHERE status = 'approved' GROUP BY product_id
            """
        )
    }
}

extension RatingTotals {
    init(_ row: Row, from first: Int32) {
        stars = (0..<5).map { row.integer(first + $0) }
    }
}
