import TotemPluginKit

/// What is sold as a gift card.
enum GiftProducts {
    /// So many products can be gift cards.
    static let largestCount: Int64 = 100

    static func ids(_ call: Call) throws -> Set<Int64> {
        Set(try call.query("SELECT product_id FROM gift_card_products") { $0.integer(0) })
    }

    static func exists(_ product: Int64, _ call: Call) throws -> Bool {
        try call.first("SELECT 1 FROM v1_products WHERE id = $1", product) { _ in true } ?? false
    }

    /// - Throws: ``Veto`` when there are too many.
    static func add(_ product: Int64, _ call: Call) throws {
        try call.lock("products")
        let added = try call.execute(
            """
            INSERT INTO gift_card_products (product_id, created_at)
            SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT) WHERE (SELECT COUNT(*) FROM gift_card_products) < $3 ON CONFLICT DO NOTHING
            """,
            product,
            call.now,
            largestCount
        )
        guard try added == 1 || ids(call).contains(product) else {
            throw Veto("too-many-products", "At most \(largestCount) products can be gift cards.", status: 409)
        }
    }

    static func remove(_ product: Int64, _ call: Call) throws {
        try call.execute("DELETE FROM gift_card_products WHERE product_id = $1", product)
    }
}
