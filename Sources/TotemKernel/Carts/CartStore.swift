public import TotemStore

/// Carts. Who knows a cart's token may use it: guests have nothing else to show.
///
/// Adding a line checks that the thing is on sale, not that enough of it is there: stock is decided when the order is
/// placed, and by nothing before.
public enum CartStore {
    /// A whole basket at once: all of it, or nothing.
    /// - Throws: ``KernelError`` naming `currency` when the store sells in another, or what is wrong with a line or code.
    public static func create(
        currency: Currency? = nil,
        items: [LineRequest] = [],
        codes: [String] = [],
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let rules = try PricingRules(StoreSettings.values(in: tx).value())
        if let currency, currency != rules.currency {
            throw KernelError.invalid("currency", "must be \(rules.currency), the currency of this store")
        }
        let record = try insert(in: tx, context)
        guard !items.isEmpty || !codes.isEmpty else {
            let empty = Cart(record, record.details, user: record.userID, items: [], codes: [], rules.currency)
            return try Pricing.price(empty, by: rules, in: HookCall(tx, context))
        }
        try put(items, into: record, beside: Pending([]), in: HookCall(tx, context))
        let cart = try priced(record, in: tx, context)
        guard !codes.isEmpty else { return cart }
        guard try enter(codes, into: cart, of: record, path: { "codes[\($0)]" }, in: tx, context) else { return cart }
        return try priced(record, in: tx, context)
    }

    private static func insert(in tx: Transaction, _ context: RequestContext) throws -> CartRecord {
        let token = RandomToken.make()
        let id = try tx.insert(
            "INSERT INTO carts (token, user_id, created_at, updated_at) VALUES ($1, $2, $3, $3) RETURNING id",
            token,
            context.actor.userID,
            context.now
        )
        return CartRecord(
            id: Cart.ID(id),
            token: token,
            userID: context.actor.userID,
            orderID: nil,
            version: 1,
            details: CartDetails()
        )
    }

    /// The cart at today's prices.
    /// - Throws: ``KernelError`` not found.
    public static func get(_ token: String, in tx: Transaction, _ context: RequestContext) throws -> Cart {
        try priced(try record(token, in: tx), in: tx, context)
    }

    /// Changes what the buyer says beside the lines. `edit` gets it as it is.
    /// - Throws: ``KernelError``: not found, the cart became an order, or naming `rate` when there is no such one for it.
    public static func change(
        _ token: String,
        in tx: Transaction,
        _ context: RequestContext,
        _ edit: (inout CartDetails) throws -> Void
    ) throws -> Cart {
        var record = try open(token, in: tx)
        let old = record.details
        try edit(&record.details)
        if record.details != old { try record.write(in: tx, at: context.now) }
        let cart = try priced(record, in: tx, context)
        if record.details.shippingRate != old.shippingRate { try cart.refuseUnknownRate() }
        return cart
    }

    /// - Throws: ``KernelError``: not found, or a conflict when it has become an order.
    public static func delete(_ token: String, in tx: Transaction) throws {
        let record = try open(token, in: tx)
        try tx.execute("DELETE FROM carts WHERE id = $1", record.id)
    }

    /// The row of a cart; not found for an unknown token.
    static func record(_ token: String, in tx: Transaction) throws -> CartRecord {
        guard let record = try CartRecord.find(token, in: tx) else { throw KernelError.noCart(token) }
        return record
    }

    /// The row of a cart, which nobody else changes or checks out until the transaction ends.
    static func held(_ token: String, in tx: Transaction) throws -> CartRecord {
        guard let record = try CartRecord.hold(token, in: tx) else { throw KernelError.noCart(token) }
        return record
    }

    /// The row of a cart that may still be changed, held as by ``held(_:in:)``.
    static func open(_ token: String, in tx: Transaction) throws -> CartRecord {
        let record = try held(token, in: tx)
        guard let order = record.orderID else { return record }
        throw KernelError.cartCheckedOut(order)
    }

    static func priced(_ record: CartRecord, in tx: Transaction, _ context: RequestContext) throws -> Cart {
        let rows = try CartRows(of: record.id, in: tx)
        let rules = try PricingRules(rows.settings.value())
        return try Pricing.price(try Cart(record, rows, rules.currency), by: rules, in: HookCall(tx, context))
    }
}

extension Cart {
    /// A cart with its lines at today's prices, and nothing else made of them.
    init(_ record: CartRecord, _ rows: CartRows, _ currency: Currency) throws {
        let items = try rows.lines.value().map { try $0.item(in: currency) }
        self.init(record, record.details, user: record.userID, items: items, codes: try rows.codes.value(), currency)
    }

    /// - Throws: ``KernelError`` naming the field and the rates that there are.
    func refuseUnknownRate(_ field: String = "rate") throws(KernelError) {
        guard let rate = details.shippingRate, shippingRate?.id != rate else { return }
        throw KernelError.invalid(
            field,
            shippingRates.isEmpty ? "can't be chosen: nothing in the cart ships" : "must be one of: \(offeredRates)"
        )
    }

    /// What is wrong where nothing says how it is to be shipped, though there are several ways.
    var missingRate: String? {
        guard shippingRate == nil, !shippingRates.isEmpty else { return nil }
        return "is missing: choose one of \(offeredRates)"
    }

    private var offeredRates: String { shippingRates.map { "'\($0.id)'" }.joined(separator: ", ") }
}

extension KernelError {
    public static func cartCheckedOut(_ order: Order.ID) -> KernelError {
        KernelError(
            .conflict,
            "cart-checked-out",
            "This cart has become the order \(order) and can't be changed; make a new cart."
        )
    }

    fileprivate static func noCart(_ token: String) -> KernelError { .notFound("cart '\(token.prefix(64))'") }
}
