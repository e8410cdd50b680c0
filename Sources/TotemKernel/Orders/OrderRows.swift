import TotemStore

/// The order's own row.
struct OrderRow {
    static func read(_ ids: [Order.ID], in batch: Batch) throws -> Queued<[OrderRow]> {
        try batch.query(
            """
            SELECT id, number, user_id, email, source, status, payment_status, fulfilment_status, locale, note, currency,
              subtotal_amount, discount_amount, fee_amount, shipping_amount, tax_amount, shipping_tax_amount,
              prices_include_tax, total_amount, tender_amount, shipping_address_id, billing_address_id, held_until, metadata, created_at, updated_at
            FROM orders WHERE id = ANY($1)
            """,
            SQLList(ids),
            row: OrderRow.init
        )
    }

    let id: Order.ID
    let number: String
    let userID: User.ID?
    let email: String?
    let source: OrderSource
    let status: OrderStatus
    let paymentStatus: OrderPaymentStatus
    let fulfilmentStatus: FulfilmentStatus
    let locale: String?
    let note: String?
    let currency: Currency
    let totals: Totals
    let shippingAddress: Int64?
    let billingAddress: Int64?
    let heldUntil: Timestamp?
    let metadata: String?
    let createdAt: Timestamp
    let updatedAt: Timestamp

    init(_ row: Row) throws {
        id = try row.get(0)
        number = try row.get(1)
        userID = try row.get(2)
        email = try row.get(3)
        source = try row.get(4)
        status = try row.get(5)
        paymentStatus = try row.get(6)
        fulfilmentStatus = try row.get(7)
        locale = try row.get(8)
        note = try row.get(9)
        let currency: Currency = try row.get(10)
        self.currency = currency
        totals = Totals(
            subtotal: Money(try row.get(11), currency),
            discount: Money(try row.get(12), currency),
            fees: Money(try row.get(13), currency),
            shipping: Money(try row.get(14), currency),
            tax: Money(try row.get(15), currency),
            shippingTax: Money(try row.get(16), currency),
            pricesIncludeTax: try row.get(17),
            total: Money(try row.get(18), currency),
            tenders: Money(try row.get(19), currency)
        )
        shippingAddress = try row.get(20)
        billingAddress = try row.get(21)
        heldUntil = try row.get(22)
        metadata = try row.get(23)
        createdAt = try row.get(24)
        updatedAt = try row.get(25)
    }
}

/// The orders that are read together, and the currency of each: their parts hold bare amounts.
struct OrderCurrencies {
    let orders: SQLList
    private let currencies: [Order.ID: Currency]

    init(_ rows: [OrderRow]) {
        orders = SQLList(rows.map(\.id))
        currencies = Dictionary(rows.map { ($0.id, $0.currency) }) { first, _ in first }
    }

    /// The amount in a column, in the currency of the order that column 0 names.
    func money(_ row: Row, _ index: Int) throws -> Money {
        let order: Order.ID = try row.get(0)
        guard let currency = currencies[order] else {
            throw StoreError(.corrupt, "a part of an order that is not there")
        }
        return Money(try row.get(index), currency)
    }
}

/// What belongs to orders in other tables: one statement for each table, however many orders there are.
enum OrderParts {
    typealias Part<Value> = (order: Order.ID, value: Value)

    /// The orders, put together.
    static func orders(of rows: [OrderRow], in tx: Transaction) throws -> [Order] {
        let currencies = OrderCurrencies(rows)
        let orders = currencies.orders
        let parts = try tx.together { batch in
            (
                try Self.items(currencies, in: batch),
                try Self.adjustments(currencies, in: batch),
                try Self.addresses(rows, in: batch),
                try PaymentStore.list(currencies, in: batch),
                try RefundRows.list(currencies, in: batch),
                try FulfilmentRows.list(of: orders, in: batch),
                try OrderHolds.list(of: orders, in: batch),
                try OrderNotes.list(of: orders, in: batch),
                try Self.history(orders, in: batch)
            )
        }
        let items = byOrder(parts.0)
        let adjustments = byOrder(parts.1)
        let addresses = Dictionary(parts.2) { first, _ in first }
        let payments = byOrder(parts.3)
        let refunds = byOrder(parts.4)
        let fulfilments = byOrder(parts.5)
        let holds = byOrder(parts.6)
        let notes = byOrder(parts.7)
        let history = byOrder(parts.8)
        return try rows.map { row in
            Order(
                id: row.id,
                number: row.number,
                userID: row.userID,
                email: row.email,
                source: row.source,
                status: row.status,
                paymentStatus: row.paymentStatus,
                fulfilmentStatus: row.fulfilmentStatus,
                locale: row.locale,
                note: row.note,
                currency: row.currency,
                items: items[row.id] ?? [],
                adjustments: adjustments[row.id] ?? [],
                totals: row.totals,
                shippingAddress: row.shippingAddress.flatMap { addresses[$0] },
                billingAddress: row.billingAddress.flatMap { addresses[$0] },
                heldUntil: row.heldUntil,
                payments: payments[row.id] ?? [],
                refunds: refunds[row.id] ?? [],
                fulfilments: fulfilments[row.id] ?? [],
                holds: holds[row.id] ?? [],
                notes: notes[row.id] ?? [],
                history: history[row.id] ?? [],
                metadata: try row.metadata.map { try JSONValue(text: $0) },
                createdAt: row.createdAt,
                updatedAt: row.updatedAt
            )
        }
    }

    private static func byOrder<Value>(_ parts: [Part<Value>]) -> [Order.ID: [Value]] {
        var values: [Order.ID: [Value]] = [:]
        for part in parts { values[part.order, default: []].append(part.value) }
        return values
    }

    private static func items(_ currencies: OrderCurrencies, in batch: Batch) throws -> Queued<[Part<OrderItem>]> {
        try batch.query(
            """
            SELECT order_id, id, parent_id, product_id, variant_id, sku, name, quantity, price, total, discount_amount,
              tax_amount, tax_class, properties, ships
            FROM order_items WHERE order_id = ANY($1) ORDER BY id
            """,
            currencies.orders
        ) { row in
            let item = OrderItem(
                id: try row.get(1),
                parentID: try row.get(2),
                productID: try row.get(3),
                variantID: try row.get(4),
                sku: try row.get(5),
                name: try row.get(6),
                quantity: try row.get(7),
                price: try currencies.money(row, 8),
                total: try currencies.money(row, 9),
                discount: try currencies.money(row, 10),
                tax: try currencies.money(row, 11),
                taxClass: try row.get(12),
                properties: try LineProperties(kept: try row.get(13)),
                ships: try row.get(14)
            )
            return (try row.get(0), item)
        }
    }

    /// An adjustment of a kept order names the order's line where the cart's named the cart's.
    private static func adjustments(
        _ currencies: OrderCurrencies,
        in batch: Batch
    ) throws -> Queued<[Part<Adjustment>]> {
        try batch.query(
            """
            SELECT order_id, kind, source, hook, rule, label, order_item_id, amount, nanoseconds, shares
            FROM order_adjustments WHERE order_id = ANY($1) ORDER BY id
            """,
            currencies.orders
        ) { row in
            let adjustment = Adjustment(
                kind: try row.get(1),
                source: try row.get(2),
                hook: try row.get(3),
                rule: try row.get(4),
                label: try row.get(5),
                itemID: try row.get(6),
                amount: try currencies.money(row, 7),
                nanoseconds: try row.get(8),
                shares: try Adjustment.shares(kept: try row.get(9))
            )
            return (try row.get(0), adjustment)
        }
    }

    private static func history(_ orders: SQLList, in batch: Batch) throws -> Queued<[Part<OrderStatusEntry>]> {
        try batch.query(
            """
            SELECT order_id, of, status, comment, created_at FROM order_status_history
            WHERE order_id = ANY($1) ORDER BY id
            """,
            orders
        ) { row in
            let entry = OrderStatusEntry(
                kind: try row.get(1),
                status: try row.get(2),
                comment: try row.get(3),
                createdAt: try row.get(4)
            )
            return (try row.get(0), entry)
        }
    }

    private static func addresses(_ rows: [OrderRow], in batch: Batch) throws -> Queued<[(Int64, Address)]> {
        try batch.query(
            """
            SELECT id, first_name, last_name, company, phone, tax_id, address_line1, address_line2, city, state,
              postal_code, country
            FROM order_addresses WHERE id = ANY($1)
            """,
            SQLList(rows.flatMap { [$0.shippingAddress, $0.billingAddress].compactMap(\.self) })
        ) { row in (try row.get(0), try Address(row, from: 1)) }
    }
}
