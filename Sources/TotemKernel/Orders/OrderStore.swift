public import TotemStore

/// Reading orders.
public enum OrderStore {
    /// The order for somebody who may see it: its buyer, or the shop's staff.
    /// - Throws: ``KernelError`` not found, also for another's order.
    public static func get(_ id: Order.ID, in tx: Transaction, _ context: RequestContext) throws -> Order {
        guard context.actor != .guest else {
            throw KernelError(.unauthenticated, "unauthenticated", "Log in, or send an API key as a Bearer token.")
        }
        let order = try get(id, in: tx)
        let isOwn = order.userID != nil && order.userID == context.actor.userID
        guard isOwn || context.actor.holds(.staff) else { throw KernelError.notFound("order \(id)") }
        return order
    }

    /// Newest first: a customer's own, or for staff all of them.
    /// - Throws: ``KernelError``: unauthenticated, or a bad cursor.
    public static func list(
        status: OrderState?,
        _ page: PageRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Page<Order> {
        try context.actor.require(.customer)
        let before = try page.position(in: "orders")?.integer(0) ?? .max
        let ids = try ids(status: status, before: before, limit: page.limit + 1, in: tx, context.actor)
        return Page(try ids.map { try get($0, in: tx) }, for: page, in: "orders") { [.integer($0.id.value)] }
    }

    static func get(_ id: Order.ID, in tx: Transaction) throws -> Order {
        guard let row = try tx.first(OrderRow.select, id, row: OrderRow.init) else {
            throw KernelError.notFound("order \(id)")
        }
        return Order(
            id: id,
            userID: row.userID,
            email: row.email,
            status: row.status,
            currency: row.currency,
            items: try items(of: id, row.currency, in: tx),
            adjustments: try adjustments(of: id, row.currency, in: tx),
            totals: row.totals,
            shippingAddress: try row.shippingAddress.flatMap { try address($0, in: tx) },
            billingAddress: try row.billingAddress.flatMap { try address($0, in: tx) },
            payments: try PaymentStore.list(of: id, in: row.currency, in: tx),
            refunds: try PaymentStore.refunds(of: id, in: row.currency, in: tx),
            history: try history(of: id, in: tx),
            metadata: try row.metadata.map { try JSONValue(text: $0) },
            createdAt: row.createdAt,
            updatedAt: row.updatedAt
        )
    }

    /// The order, which nobody else changes until the transaction ends.
    static func held(_ id: Order.ID, in tx: Transaction) throws -> Order {
        _ = try tx.first("SELECT id FROM orders WHERE id = $1 FOR UPDATE", id) { _ in true }
        return try get(id, in: tx)
    }

    static func append(_ entry: OrderStatusEntry, to order: Order.ID, in tx: Transaction) throws {
        try tx.executeLater(
            "INSERT INTO order_status_history (order_id, status, comment, created_at) VALUES ($1, $2, $3, $4)",
            order,
            entry.status,
            entry.comment,
            entry.createdAt
        )
    }

    private static func ids(
        status: OrderState?,
        before: Int64,
        limit: Int,
        in tx: Transaction,
        _ actor: Actor
    ) throws -> [Order.ID] {
        let id = { (row: Row) in try row.get(0, as: Order.ID.self) }
        switch (actor.holds(.staff), status) {
        case (true, nil):
            return try tx.query("SELECT id FROM orders WHERE id < $1 ORDER BY id DESC LIMIT $2", before, limit, row: id)
        case (true, let status?):
            return try tx.query(
                "SELECT id FROM orders WHERE status = $3 AND id < $1 ORDER BY id DESC LIMIT $2",
                before,
                limit,
                status,
                row: id
            )
        case (false, nil):
            return try tx.query(
                "SELECT id FROM orders WHERE user_id = $3 AND id < $1 ORDER BY id DESC LIMIT $2",
                before,
                limit,
                actor.userID,
                row: id
            )
        case (false, let status?):
            return try tx.query(
                "SELECT id FROM orders WHERE user_id = $3 AND status = $4 AND id < $1 ORDER BY id DESC LIMIT $2",
                before,
                limit,
                actor.userID,
                status,
                row: id
            )
        }
    }

    private static func items(of order: Order.ID, _ currency: Currency, in tx: Transaction) throws -> [OrderItem] {
        try tx.query(
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
    ) throws -> [Adjustment] {
        try tx.query(
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

    private static func history(of order: Order.ID, in tx: Transaction) throws -> [OrderStatusEntry] {
        try tx.query(
            "SELECT status, comment, created_at FROM order_status_history WHERE order_id = $1 ORDER BY id",
            order
        ) { row in
            OrderStatusEntry(status: try row.get(0), comment: try row.get(1), createdAt: try row.get(2))
        }
    }

    private static func address(_ id: Int64, in tx: Transaction) throws -> Address? {
        try tx.first(
            """
            SELECT first_name, last_name, address_line1, address_line2, city, state, postal_code, country
            FROM order_addresses WHERE id = $1
            """,
            id
        ) { row in
            Address(
                storedFirstName: try row.get(0),
                lastName: try row.get(1),
                addressLine1: try row.get(2),
                addressLine2: try row.get(3),
                city: try row.get(4),
                state: try row.get(5),
                postalCode: try row.get(6),
                country: try row.get(7)
            )
        }
    }
}

/// The order's own row.
private struct OrderRow {
    static let select: SQL = """
        SELECT user_id, email, status, currency, subtotal_amount, discount_amount, shipping_amount, tax_amount,
          total_amount, shipping_address_id, billing_address_id, metadata, created_at, updated_at
        FROM orders WHERE id = $1
        """

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
        userID = try row.get(0)
        email = try row.get(1)
        status = try row.get(2)
        let currency: Currency = try row.get(3)
        self.currency = currency
        totals = Totals(
            subtotal: Money(try row.get(4), currency),
            discount: Money(try row.get(5), currency),
            shipping: Money(try row.get(6), currency),
            tax: Money(try row.get(7), currency),
            total: Money(try row.get(8), currency)
        )
        shippingAddress = try row.get(9)
        billingAddress = try row.get(10)
        metadata = try row.get(11)
        createdAt = try row.get(12)
        updatedAt = try row.get(13)
    }
}
