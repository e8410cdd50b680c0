import TotemPluginKit

/// Which products are gift cards.
enum ProductRoutes {
    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/products", for: .staff, list)
        try registry.route(.put, "/products/{product}", for: .storeManager, add)
        try registry.route(.delete, "/products/{product}", for: .storeManager, remove)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        try call.respondPage(
            order: .oldestFirst,
            """
            SELECT product_id AS id, name, sku, gift_card_products.created_at AS "created_at:time"
            FROM gift_card_products JOIN v1_products ON v1_products.id = product_id
            WHERE product_id > $1 ORDER BY product_id LIMIT $2
            """
        )
    }

    private static func add(_ call: Call, _ request: Request) throws {
        let product = try request.id("product")
        guard try GiftProducts.exists(product, call) else {
            throw Veto.notFound("product \(product)")
        }
        try GiftProducts.add(product, call)
        try call.respondNothing()
    }

    /// What was sold stays a gift card.
    private static func remove(_ call: Call, _ request: Request) throws {
        try GiftProducts.remove(try request.id("product"), call)
        try call.respondNothing()
    }
}
