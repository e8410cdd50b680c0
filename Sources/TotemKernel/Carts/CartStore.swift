public import TotemStore

/// Carts. Who knows a cart's token may use it: guests have nothing else to show.
///
/// Adding a line checks that the thing is on sale, not that enough of it is there: stock is decided when the order is
/// placed, and by nothing before.
public enum CartStore {
    /// - Throws: ``KernelError`` naming `currency` when the store sells in another.
    public static func create(
        currency: Currency? = nil,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let storeCurrency = try StoreSettings.currency(in: tx)
        if let currency, currency != storeCurrency {
            throw KernelError.invalid("currency", "must be \(storeCurrency), the currency of this store")
        }
        let token = RandomToken.make()
        let id = try tx.insert(
            """
            INSERT INTO carts (token, user_id, currency, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
            RETURNING id
            """,
            token,
            context.actor.userID,
            storeCurrency,
            context.now
        )
        return try CartPricing.price(
            CartRecord(
                id: Cart.ID(id),
                token: token,
                userID: context.actor.userID,
                currency: storeCurrency,
                orderID: nil,
                version: 1
            ),
            CartContents(items: [], codes: []),
            in: HookCall(tx, context),
            context.hooks
        )
    }

    /// The cart at today's prices.
    /// - Throws: ``KernelError`` not found.
    public static func get(_ token: String, in tx: Transaction, _ context: RequestContext) throws -> Cart {
        try priced(try record(token, in: tx), in: tx, context)
    }

    /// - Throws: ``KernelError``: not found, or a conflict when it has become an order.
    public static func delete(_ token: String, in tx: Transaction) throws {
        let record = try open(token, in: tx)
        try tx.execute("DELETE FROM carts WHERE id = $1", record.id)
    }

    /// The row of a cart; not found for an unknown token.
    static func record(_ token: String, in tx: Transaction) throws -> CartRecord {
        let record = try tx.first(
            "SELECT id, token, user_id, currency, order_id, version FROM carts WHERE token = $1",
            token,
            row: CartRecord.init
        )
        guard let record else { throw KernelError.notFound("cart '\(token.prefix(64))'") }
        return record
    }

    /// The row of a cart, which nobody else changes or checks out until the transaction ends.
    static func held(_ token: String, in tx: Transaction) throws -> CartRecord {
        let record = try tx.first(
            "SELECT id, token, user_id, currency, order_id, version FROM carts WHERE token = $1 FOR UPDATE",
            token,
            row: CartRecord.init
        )
        guard let record else { throw KernelError.notFound("cart '\(token.prefix(64))'") }
        return record
    }

    /// The row of a cart that may still be changed, held as by ``held(_:in:)``.
    static func open(_ token: String, in tx: Transaction) throws -> CartRecord {
        let record = try held(token, in: tx)
        guard let order = record.orderID else { return record }
        throw KernelError(
            .conflict,
            "cart-checked-out",
            "This cart has become the order \(order) and can't be changed; make a new cart."
        )
    }

    static func priced(_ record: CartRecord, in tx: Transaction, _ context: RequestContext) throws -> Cart {
        try CartPricing.price(
            record,
            try contents(of: record, in: tx),
            in: HookCall(tx, context),
            context.hooks
        )
    }

    /// Raises the version of a cart that was changed.
    static func touch(_ record: CartRecord, in tx: Transaction, at now: Timestamp) throws -> CartRecord {
        try tx.executeLater("UPDATE carts SET version = version + 1, updated_at = $2 WHERE id = $1", record.id, now)
        return record.withNextVersion
    }

    static func contents(of record: CartRecord, in tx: Transaction) throws -> CartContents {
        let items = try items(of: record, in: tx)
        let codes = try codes(of: record.id, in: tx)
        return CartContents(items: try items.value(), codes: try codes.value())
    }

    /// The lines with today's names and prices, in the order in which they were added. A line has the variant's price and
    /// weight when there is one.
    private static func items(of record: CartRecord, in tx: Transaction) throws -> Pending<[CartItem]> {
        let currency = record.currency
        return try tx.queryLater(
            """
            SELECT cart_items.id, cart_items.product_id, cart_items.variant_id, cart_items.quantity,
              CASE WHEN products.is_active = 1 AND (product_variants.id IS NOT NULL OR (cart_items.variant_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM product_variants AS form WHERE form.product_id = products.id)))
              THEN 1 ELSE 0 END,
              cart_items.sku, cart_items.name, COALESCE(product_variants.sku, products.sku), products.name,
              COALESCE(product_variants.price, products.price),
              COALESCE(product_variants.weight, products.weight),
              COALESCE(product_variants.manages_stock, products.manages_stock)
            FROM cart_items
            LEFT JOIN products ON products.id = cart_items.product_id
            LEFT JOIN product_variants ON product_variants.id = cart_items.variant_id
            WHERE cart_items.cart_id = $1 ORDER BY cart_items.id
            """,
            record.id
        ) { row in
            try row.get(4) ? try CartItem(buyable: row, currency) : try CartItem(gone: row, currency)
        }
    }

    static func codes(of cart: Cart.ID, in tx: Transaction) throws -> Pending<[CartCode]> {
        try tx.queryLater("SELECT code, plugin FROM cart_codes WHERE cart_id = $1 ORDER BY id", cart) { row in
            CartCode(code: try row.get(0), plugin: try row.get(1))
        }
    }
}

extension CartItem {
    fileprivate init(buyable row: Row, _ currency: Currency) throws {
        let quantity: Quantity = try row.get(3)
        let price = Money(try row.get(9), currency)
        self.init(
            id: try row.get(0),
            productID: try row.get(1),
            variantID: try row.get(2),
            sku: try row.get(7),
            name: try row.get(8),
            quantity: quantity,
            price: price,
            total: try price * quantity,
            weight: try row.get(10),
            managesStock: try row.get(11),
            isAvailable: true
        )
    }

    /// What was deleted, or is not on sale, is shown as it was when the buyer put it in, and costs nothing.
    fileprivate init(gone row: Row, _ currency: Currency) throws {
        self.init(
            id: try row.get(0),
            productID: try row.get(1),
            variantID: try row.get(2),
            sku: try row.get(5),
            name: try row.get(6),
            quantity: try row.get(3),
            price: .zero(currency),
            total: .zero(currency),
            weight: 0,
            managesStock: false,
            isAvailable: false
        )
    }
}

/// What is in a cart.
struct CartContents {
    let items: [CartItem]
    let codes: [CartCode]
}

/// A cart's own row.
struct CartRecord: Sendable {
    let id: Cart.ID
    let token: String
    let userID: User.ID?
    let currency: Currency
    let orderID: Order.ID?
    let version: Int64

    var withNextVersion: CartRecord {
        CartRecord(
            id: id,
            token: token,
            userID: userID,
            currency: currency,
            orderID: orderID,
            version: version + 1
        )
    }
}

extension CartRecord {
    init(_ row: Row) throws {
        id = try row.get(0)
        token = try row.get(1)
        userID = try row.get(2)
        currency = try row.get(3)
        orderID = try row.get(4)
        version = try row.get(5)
    }
}
