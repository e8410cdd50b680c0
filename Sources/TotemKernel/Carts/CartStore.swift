public import TotemStore

/// Carts. Who knows a cart's token may use it: guests have nothing else to show.
///
/// Adding a line checks that the thing is on sale, not that enough of it is there: stock is decided when the order is
/// placed, and by nothing before.
public enum CartStore {
    /// A whole basket at once: all of it, or nothing.
    /// - Parameter customer: whose it is; nil: whose request it is.
    /// - Throws: ``KernelError`` naming `currency` when the store sells in another, or what is wrong with a line or code.
    public static func create(
        currency: Currency? = nil,
        items: [LineRequest] = [],
        codes: [String] = [],
        for customer: User.ID? = nil,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let rules = try PricingRules(StoreSettings.values(in: tx))
        if let currency, currency != rules.currency {
            throw KernelError.invalid("currency", "must be \(rules.currency), the currency of this store")
        }
        let record = try insert(for: customer ?? context.actor.userID, in: tx, context)
        try record.tell("created", in: tx, context)
        guard !items.isEmpty || !codes.isEmpty else {
            let empty = Cart(record, record.details, user: record.userID, items: [], codes: [], rules.currency)
            return try Pricing.price(empty, by: rules, in: HookCall(tx, context))
        }
        let call = HookCall(tx, context)
        let lines = try changedLines(items, in: record, hasLines: false, call)
        let rows = try tx.together { batch in
            try write(lines, into: record, in: batch)
            return try CartRows.read(record.token, in: batch)
        }
        let cart = try priced(record, rows, in: tx, context) { cart in
            try claim(codes, for: cart, path: { "codes[\($0)]" }, in: call)
        }
        if !cart.codes.isEmpty { try tx.together { batch in try write(cart.codes, into: record, in: batch) } }
        return try arranged(cart, record, in: tx, context)
    }

    private static func insert(
        for customer: User.ID?,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> CartRecord {
        let token = RandomToken.make()
        let id = try tx.insert(
            "INSERT INTO carts (token, user_id, created_at, updated_at) VALUES ($1, $2, $3, $3) RETURNING id",
            token,
            customer,
            context.now
        )
        return CartRecord(
            id: Cart.ID(id),
            token: token,
            userID: customer,
            orderID: nil,
            version: 1,
            details: CartDetails()
        )
    }

    /// The cart at today's prices.
    /// - Throws: ``KernelError`` not found.
    public static func get(_ token: String, in tx: Transaction, _ context: RequestContext) throws -> Cart {
        let (record, rows) = try tx.together { batch in
            (try CartRecord.find(token, in: batch), try CartRows.read(token, in: batch))
        }
        guard let record else { throw KernelError.noCart(token) }
        return try priced(record, rows, in: tx, context)
    }

    /// The same for who has kept its number.
    public static func get(_ id: Cart.ID, in tx: Transaction, _ context: RequestContext) throws -> Cart {
        try get(token(of: id, in: tx), in: tx, context)
    }

    /// - Throws: ``KernelError`` not found.
    public static func token(of id: Cart.ID, in tx: Transaction) throws -> String {
        guard
            let token = try tx.first(
                "SELECT token FROM carts WHERE id = $1",
                id,
                row: { try $0.get(0, as: String.self) }
            )
        else { throw KernelError.noCart("\(id)") }
        return token
    }

    /// The cart that a token names; nil: there is none such.
    package static func id(of token: String, in tx: Transaction) throws -> Cart.ID? {
        try tx.first("SELECT id FROM carts WHERE token = $1", token) { try $0.get(0) }
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
        try CartMetadata.refusePlugins(changing: old.metadata, to: record.details.metadata, in: tx, context)
        let isChanged = record.details != old
        if isChanged {
            record.version += 1
            try record.tell("details", in: tx, context)
        }
        let changed = record
        let cart = try priced(changed, in: tx, context) { batch in
            if isChanged { try changed.write(in: batch, at: context.now) }
        }
        let arranged = isChanged ? try arranged(cart, changed, in: tx, context) : cart
        if record.details.shippingRate != old.shippingRate { try arranged.refuseUnknownRate() }
        return arranged
    }

    /// - Throws: ``KernelError``: not found, or a conflict when it has become an order.
    public static func delete(_ token: String, in tx: Transaction, _ context: RequestContext) throws {
        let record = try open(token, in: tx)
        try record.tell("deleted", in: tx, context)
        try tx.execute("DELETE FROM carts WHERE id = $1", record.id)
    }

    /// The row of a cart; not found for an unknown token.
    static func record(_ token: String, in tx: Transaction) throws -> CartRecord {
        guard let record = try tx.together({ batch in try CartRecord.find(token, in: batch) }) else {
            throw KernelError.noCart(token)
        }
        return record
    }

    /// The row of a cart and what is in it. Nobody else changes it or checks it out until the transaction ends.
    static func heldWithRows(_ token: String, in tx: Transaction) throws -> (CartRecord, CartRows) {
        let (record, rows) = try tx.together { batch in
            (try CartRecord.hold(token, in: batch), try CartRows.read(token, in: batch))
        }
        guard let record else { throw KernelError.noCart(token) }
        return (record, rows)
    }

    /// The row of a cart that may still be changed. Nobody else changes it or checks it out until the transaction ends.
    static func open(_ token: String, in tx: Transaction) throws -> CartRecord {
        guard let record = try tx.together({ batch in try CartRecord.hold(token, in: batch) }) else {
            throw KernelError.noCart(token)
        }
        return try record.open()
    }

    /// The same with what is in it.
    static func openWithRows(_ token: String, in tx: Transaction) throws -> (CartRecord, CartRows) {
        let (record, rows) = try heldWithRows(token, in: tx)
        return (try record.open(), rows)
    }

    /// The cart with what `write` puts into it, at today's prices.
    static func priced(
        _ record: CartRecord,
        in tx: Transaction,
        _ context: RequestContext,
        with write: (Batch) throws -> Void
    ) throws -> Cart {
        let rows = try tx.together { batch in
            try write(batch)
            return try CartRows.read(record.token, in: batch)
        }
        return try priced(record, rows, in: tx, context)
    }

    /// The same for a change of its `lines` or `codes`, which raises its version.
    static func changed(
        _ record: CartRecord,
        _ what: String,
        in tx: Transaction,
        _ context: RequestContext,
        by write: (Batch) throws -> Void
    ) throws -> Cart {
        var record = record
        record.version += 1
        try record.tell(what, in: tx, context)
        let cart = try priced(record, in: tx, context) { [record] batch in
            try write(batch)
            try record.writeVersion(in: batch, at: context.now)
        }
        return try arranged(cart, record, in: tx, context)
    }

    /// - Parameter enter: gives codes that it is to have besides.
    static func priced(
        _ record: CartRecord,
        _ rows: CartRows,
        in tx: Transaction,
        _ context: RequestContext,
        entering enter: ((Cart) throws -> [CartCode])? = nil
    ) throws -> Cart {
        let rules = try PricingRules(rows.settings)
        return try Pricing.price(
            try Cart(record, record.details, rows, rules.currency, context.hooks),
            by: rules,
            in: HookCall(tx, context),
            entering: enter
        )
    }
}

extension Cart {
    /// A cart with its lines at today's prices, and nothing else made of them.
    init(
        _ record: CartRecord,
        _ details: CartDetails,
        _ rows: CartRows,
        _ currency: Currency,
        _ hooks: any HookSet
    ) throws {
        let makers = rows.makers(among: hooks)
        let items = try rows.lines.map { try $0.item(in: currency, from: makers) }
        self.init(record, details, user: record.userID, items: items, codes: rows.codes, currency)
    }

    /// - Throws: ``KernelError`` naming the field and the rates that there are.
    func refuseUnknownRate(_ field: String = "rate") throws(KernelError) {
        guard let rate = details.shippingRate, shippingRate?.id != rate else { return }
        guard !shippingRates.isEmpty else {
            throw KernelError.invalid(
                field,
                "can't be chosen: \(shippingRefusal ?? "nothing in the cart ships")"
            )
        }
        throw KernelError.invalid(field, "must be one of: \(offeredRates)")
    }

    /// What is wrong where it is not said how it is to be shipped, though there are several ways, or the chosen one is gone.
    var missingRate: String? {
        guard shippingRate == nil, !shippingRates.isEmpty else { return nil }
        guard let gone = details.shippingRate else { return "is missing: choose one of \(offeredRates)" }
        return "'\(gone)' is not offered any more: choose one of \(offeredRates)"
    }

    /// What is wrong with the address where nobody ships there.
    var unservedAddress: String? { shippingRefusal.map { "can't be shipped to: \($0)" } }

    private var offeredRates: String { shippingRates.map { "'\($0.id)'" }.joined(separator: ", ") }
}

extension CartRecord {
    /// - Throws: ``KernelError`` where it has become an order.
    fileprivate func open() throws(KernelError) -> CartRecord {
        guard let orderID else { return self }
        throw .cartCheckedOut(orderID)
    }
}

extension KernelError {
    public static func cartCheckedOut(_ order: Order.ID) -> KernelError {
        KernelError(
            .conflict,
            "cart-checked-out",
            "This cart has become the order \(order) and can't be changed; make a new cart."
        )
    }

    static func noCart(_ token: String) -> KernelError { .notFound("cart '\(token.prefix(64))'") }
}
