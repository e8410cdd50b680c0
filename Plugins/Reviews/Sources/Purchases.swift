import TotemPluginKit

/// What the shop's products and orders say.
enum Purchases {
    /// Whether the customer has bought the product: by an order that stands, and was paid or sent. Who only orders has bought
    /// nothing yet.
    static func has(_ user: Int64, bought product: Int64, _ call: Call) throws -> Bool {
        try call.first(
            """
            SELECT 1 FROM v1_orders JOIN v1_order_items ON v1_order_items.order_id = v1_orders.id
            WHERE v1_orders.user_id = $1 AND v1_order_items.product_id = $2 AND v1_orders.status IN ('open', 'completed')
              AND (v1_orders.payment_status IN ('paid', 'partially_refunded')
                OR v1_orders.fulfilment_status IN ('partially_fulfilled', 'fulfilled', 'delivered'))
            LIMIT 1
            """,
            user,
            product
        ) { _ in true } ?? false
    }

    /// - Throws: ``Veto``: not found, for what is not there, and for what is not on sale unless `forStaff`.
    static func require(product: Int64, forStaff: Bool, _ call: Call) throws {
        let isActive = try call.first("SELECT is_active FROM v1_products WHERE id = $1", product) { $0.bool(0) }
        guard let isActive, isActive || forStaff else {
            throw Veto.notFound("product \(product)")
        }
    }

    /// What a customer is called where the review does not say it: the first name alone.
    static func firstName(of user: Int64, _ call: Call) throws -> String? {
        let name = try call.first("SELECT first_name FROM v1_customers WHERE id = $1", user) { $0.text(0) }
        return name.flatMap { $0.isEmpty ? nil : $0 }
    }
}
