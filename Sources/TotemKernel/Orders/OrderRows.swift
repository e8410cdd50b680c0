import TotemStore

/// The order's own row.
struct OrderRow {
    static let select: SQL = """
        SELECT id, user_id, email, status, currency, subtotal_amount, discount_amount, shipping_amount, tax_amount,
          total_amount, shipping_address_id, billing_address_id, metadata, created_at, updated_at
        FROM orders WHERE id = $1
        """

    let id: Order.ID
    let userID: User.ID?
    let email: String
    let status: OrderState
    let currency: Currency
    let totals: Totals
    let shippingAddress: Int64?
    let billingAddress: Int64?
    let metadata: String?
    let createdAt: Timestamp
    let updatedAt: Timestamp

    init(_ row: Row) throws {
        id = try row.get(0)
        userID = try row.get(1)
        email = try row.get(2)
        status = try row.get(3)
        let currency: Currency = try row.get(4)
        self.currency = currency
        totals = Totals(
            subtotal: Money(try row.get(5), currency),
            discount: Money(try row.get(6), currency),
            shipping: Money(try row.get(7), currency),
            tax: Money(try row.get(8), currency),
            total: Money(try row.get(9), currency)
        )
        shippingAddress = try row.get(10)
        billingAddress = try row.get(11)
        metadata = try row.get(12)
        createdAt = try row.get(13)
        updatedAt = try row.get(14)
    }
}

/// What belongs to an order in other tables, asked for and not yet looked at.
struct OrderParts {
    let items: Pending<[OrderItem]>
    let adjustments: Pending<[Adjustment]>
    let shippingAddress: Pending<[Address]>?
    let billingAddress: Pending<[Address]>?
    let payments: Pending<[Payment]>
    let refunds: Pending<[Refund]>
    let history: Pending<[OrderStatusEntry]>

    init(_ row: OrderRow, in tx: Transaction) throws {
        items = try Self.items(of: row.id, row.currency, in: tx)
        adjustments = try Self.adjustments(of: row.id, row.currency, in: tx)
        shippingAddress = try row.shippingAddress.map { try Self.address($0, in: tx) }
        billingAddress = try row.billingAddress.map { try Self.address($0, in: tx) }
        payments = try PaymentStore.list(of: row.id, in: row.currency, in: tx)
        refunds = try PaymentStore.refunds(of: row.id, in: row.currency, in: tx)
        history = try Self.history(of: row.id, in: tx)
    }

    private static func items(
        of order: Order.ID,
        _ currency: Currency,
        in tx: Transaction
    ) throws -> Pending<[OrderItem]> {
        try tx.queryLater(
            """
            SELECT id, product_id, variant_id, sku, name, quantity, price, total FROM order_items
            WHERE order_id = $1 ORDER BY id
            """,
            order
        ) { row in
            OrderItem(
                id: try row.get(0),
                productID: try row.get(1),
                variantID: try row.get(2),
                sku: try row.get(3),
                name: try row.get(4),
                quantity: try row.get(5),
                price: Money(try row.get(6), currency),
                total: Money(try row.get(7), currency)
            )
        }
    }

    /// An adjustment of a kept order names the order's line where the cart's named the cart's.
    private static func adjustments(
        of order: Order.ID,
        _ currency: Currency,
        in tx: Transaction
    ) throws -> Pending<[Adjustment]> {
        try tx.queryLater(
            """
            SELECT kind, source, hook, rule, label, order_item_id, amount, nanoseconds FROM order_adjustments
            WHERE order_id = $1 ORDER BY id
            """,
            order
        ) { row in
            Adjustment(
                kind: try row.get(0),
                source: try row.get(1),
                hook: try row.get(2, as: String?.self) ?? "",
                rule: try row.get(3),
                label: try row.get(4),
                itemID: try row.get(5),
                amount: Money(try row.get(6), currency),
                nanoseconds: try row.get(7)
            )
        }
    }

    private static func history(of order: Order.ID, in tx: Transaction) throws -> Pending<[OrderStatusEntry]> {
        try tx.queryLater(
            "SELECT status, comment, created_at FROM order_status_history WHERE order_id = $1 ORDER BY id",
            order
        ) { row in
            OrderStatusEntry(status: try row.get(0), comment: try row.get(1), createdAt: try row.get(2))
        }
    }

    private static func address(_ id: Int64, in tx: Transaction) throws -> Pending<[Address]> {
        try tx.queryLater(
            """
            SELECT first_name, last_name, company, phone, tax_id, address_line1, address_line2, city, state,
              postal_code, country
            FROM order_addresses WHERE id = $1
            """,
            id
        ) { row in try Address(row, from: 0) }
    }
}
