public import TotemStore

/// What a buyer says at checkout, checked. What is nil is taken from the cart.
public struct CheckoutRequest: Sendable {
    public let email: Email?
    public let shippingAddress: Address?
    /// The shipping address when neither says one.
    public let billingAddress: Address?
    public let note: String?
    /// Nil: nothing is to be left to pay.
    public let paymentMethod: PaymentMethod?
    /// What the buyer was shown and agrees to pay; nil: whatever it costs.
    public let expectedTotal: Money?

    public init(
        email: Email? = nil,
        shippingAddress: Address? = nil,
        billingAddress: Address? = nil,
        note: String? = nil,
        paymentMethod: PaymentMethod?,
        expectedTotal: Money? = nil
    ) {
        self.email = email
        self.shippingAddress = shippingAddress
        self.billingAddress = billingAddress
        self.note = note
        self.paymentMethod = paymentMethod
        self.expectedTotal = expectedTotal
    }
}

/// Makes an order of a cart, in the transaction it is given: prices, codes, hooks, stock, rows, payment and events. Any
/// veto or shortage throws, and the transaction takes all of it back.
///
/// A `manual` payment is authorized at once, so the order begins as `open`. One by a provider begins as `pending`, and holds
/// its stock and codes until the setting `pending_minutes` has passed: ``Kernel/settle(_:_:_:committing:)`` goes on from there.
public enum PlaceOrder {
    /// - Parameter isAsSeen: whether the cart, at the prices of this moment and with what the request says, is what the buyer has
    ///   seen. It is shown with the details that it had before.
    /// - Returns: the order, and whether it was made now: a cart that has become one already gives the same again.
    /// - Throws: ``KernelError``: not found, an empty cart, a line that is not on sale, a code that is refused,
    ///   `cart-changed` when it is not as seen or costs other than expected, what neither the cart nor the request says,
    ///   a veto, or `insufficient-stock`.
    public static func checkOut(
        _ token: String,
        _ request: CheckoutRequest,
        in tx: Transaction,
        _ context: RequestContext,
        isAsSeen: ((Cart) throws -> Bool)? = nil
    ) throws -> (order: Order, isNew: Bool) {
        let (record, rows) = try CartStore.heldWithRows(token, in: tx)
        if let placed = record.orderID { return (try OrderStore.get(placed, in: tx), false) }
        try request.paymentMethod?.checkIsThere()
        let call = HookCall(tx, context)
        let details = try record.details.agreed(in: request)
        let (cart, shown) = try confirm(record, details, rows, in: call)
        let isSeen = try isAsSeen?(shown.with(record.details)) ?? true
        guard isSeen, request.expectedTotal ?? cart.totals.total == cart.totals.total else {
            let seen = try shown.with(record.details).extended(in: tx, context)
            throw KernelError.cartChanged(seen, request.expectedTotal)
        }
        if let method = request.paymentMethod { try refuseHidden(method, cart, in: call) }
        let draft = try OrderDraft(cart, request.paymentMethod, rows.settings, by: context.actor, at: context.now)
        let prefix = rows.settings.orderNumberPrefix
        let order = try write(draft, numberPrefix: prefix, in: call) { order, batch in
            try markCart(record, order: order, in: batch, at: context.now)
        }
        return (order, true)
    }

    /// The same for who does not ask whether the order is new.
    public static func place(
        _ token: String,
        _ request: CheckoutRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        try checkOut(token, request, in: tx, context).order
    }

    /// Writes an order whose every amount is known.
    /// - Parameter others: writes what belongs to it elsewhere, with its rows.
    static func write(
        _ draft: OrderDraft,
        numberPrefix: String,
        in call: HookCall,
        with others: (Order.ID, Batch) throws -> Void = { _, _ in }
    ) throws -> Order {
        let tx = call.tx
        try call.run(CheckoutValidate(order: draft))
        let given = try call.run(OrderPlacing(order: draft))
        let metadata = draft.metadata(with: given.metadata)
        let writer = OrderWriter(tx: tx, now: call.now, number: given.number, numberPrefix: numberPrefix)
        let stockLines = draft.cart.items.indices.filter { draft.cart.items[$0].managesStock }
        let (head, stock) = try tx.together { batch in
            (
                try writer.writeHead(draft, in: batch),
                try SellableStock.read(
                    for: stockLines.map { StockRequest(draft.cart.items[$0], in: draft.cart) },
                    in: batch
                )
            )
        }
        let plan = try InventoryStore.plan(stock, to: draft.shippingAddress, in: call)
        let order = try writer.write(draft, head, metadata, stockLines, plan.allocations, with: others)
        try call.run(OrderPlaced(id: order.id, order: draft))
        // A plugin may make several orders in one transaction.
        try InventoryStore.take(plan, atOnce: draft.source == .plugin, in: tx, at: call.now)
        return order
    }

    /// The cart at the prices of this moment, with every line on sale and every code still good; and as it is shown, which may
    /// have lines of plugins that are gone.
    private static func confirm(
        _ record: CartRecord,
        _ details: CartDetails,
        _ rows: CartRows,
        in call: HookCall
    ) throws -> (cart: Cart, shown: Cart) {
        let rules = try PricingRules(rows.settings)
        let all = try Cart(record, details, rows, rules.currency, call.context.hooks)
        let bare = all.withoutGoneLinesOfPlugins
        // What plugins have put in is for who buys something.
        guard bare.items.contains(where: { $0.plugin == nil }) else {
            throw KernelError(.conflict, "cart-empty", "The cart is empty; put something into it first.")
        }
        let gone = all.linesOffSale(among: call.context.hooks)
        guard gone.isEmpty else {
            let shown = try Pricing.price(all, for: .order, by: rules, in: call)
            throw try offSale(gone, of: shown.with(record.details), in: call)
        }
        let cart = try Pricing.price(bare, for: .order, by: rules, in: call)
        try CartQuotes.refuseUnknown(for: cart, in: call)
        for (index, code) in cart.codes.enumerated() {
            guard try call.run(CartCodeValidate(code: code.code, cart: cart))?.plugin == code.plugin else {
                throw KernelError.unknownCode(code.code, "codes[\(index)]")
            }
        }
        let isWhole = bare.items.count == all.items.count
        return (cart, isWhole ? cart : try Pricing.price(all, for: .order, by: rules, in: call))
    }

    /// - Parameter gone: the lines that stand in the way.
    private static func offSale(_ gone: [CartItem], of cart: Cart, in call: HookCall) throws -> KernelError {
        let ids = Set(gone.map(\.id))
        let fields = cart.items.enumerated().filter { ids.contains($0.element.id) }.map { index, item in
            let what = "'\(item.name)' (\(item.sku))"
            let came = cart.parent(of: item).map { " came with '\($0.name)' and" } ?? ""
            return KernelError.Field("items[\(index)]", "\(what)\(came) is not on sale any more; remove the line")
        }
        return KernelError(
            .conflict,
            "not-on-sale",
            fields.map(\.message).joined(separator: "; ") + ".",
            fields: fields,
            cart: try cart.extended(in: call.tx, call.context)
        )
    }

    private static func refuseHidden(_ method: PaymentMethod, _ cart: Cart, in call: HookCall) throws {
        guard cart.totals.due.amount > 0 else { return }
        guard try OfferedMethods.names(among: [method.name], for: cart, in: call).isEmpty else { return }
        throw KernelError.invalid("payment.method", "is not offered for this cart: '\(method.name)'")
    }

    /// The cart is held since it was read; the condition makes sure of it.
    private static func markCart(
        _ record: CartRecord,
        order: Order.ID,
        in batch: Batch,
        at now: Timestamp
    ) throws {
        try batch.changeOne(
            """
            UPDATE carts SET order_id = $2, version = version + 1, updated_at = $3
            WHERE id = $1 AND order_id IS NULL AND version = $4
            """,
            record.id,
            order,
            now,
            record.version,
            orElse: StoreError(.conflict, "the cart was changed meanwhile; look at it and try again")
        )
    }
}

extension CartDetails {
    /// What the request says, and the cart where it says nothing.
    func agreed(in request: CheckoutRequest) throws(KernelError) -> CartDetails {
        var details = self
        if let note = request.note { try details.setNote(note) }
        details.email = request.email ?? email
        details.shippingAddress = request.shippingAddress ?? shippingAddress
        details.billingAddress = request.billingAddress ?? billingAddress
        return details
    }
}

extension Cart {
    fileprivate func with(_ details: CartDetails) -> Cart {
        var cart = self
        cart.details = details
        return cart
    }
}

extension OrderDraft {
    /// - Throws: ``KernelError`` naming what an order needs and neither the request nor the cart has said.
    fileprivate convenience init(
        _ cart: Cart,
        _ method: PaymentMethod?,
        _ settings: SettingValues,
        by actor: Actor,
        at now: Timestamp
    ) throws {
        let details = cart.details
        var check = FieldCheck()
        if details.email == nil { check.object("email", "is missing: say it here, or put it into the cart before") }
        if details.shippingAddress == nil, cart.items.contains(where: \.ships) {
            check.object("shipping_address", "is missing: say it here, or put it into the cart before")
        } else if let unserved = cart.unservedAddress {
            check.object("shipping_address", unserved)
        }
        if let missing = cart.missingRate { check.object("shipping_rate", missing + ", in the cart") }
        if method == nil, cart.totals.due.amount > 0 {
            check.object("payment", "is missing: \(cart.totals.due.formatted) are left to pay")
        }
        guard check.isPassed else { throw check.error }
        let method = (method ?? .manual).paying(cart.totals.due)
        self.init(
            cart: cart,
            userID: actor.userID,
            email: details.email,
            source: .storefront,
            locale: details.locale,
            note: details.note,
            metadata: details.metadata,
            shippingAddress: details.shippingAddress,
            billingAddress: details.billingAddress ?? details.shippingAddress,
            paymentMethod: method,
            heldUntil: try method.heldUntil(settings, at: now)
        )
    }

    /// What the buyer or staff gave, and what plugins add in the place of it.
    fileprivate func metadata(with added: JSONValue?) -> JSONValue? {
        guard case .object(let new) = added, case .object(let own) = metadata else { return added ?? metadata }
        return .object(own.merging(new) { _, new in new })
    }
}

extension PaymentMethod {
    /// No provider is asked for nothing.
    func paying(_ due: Money) -> PaymentMethod { due.amount == 0 ? .manual : self }

    /// Until when an order that is paid so holds its stock before it is.
    func heldUntil(_ settings: SettingValues, at now: Timestamp) throws -> Timestamp? {
        switch self {
        case .manual, .absent: nil
        case .provider: now.adding(milliseconds: try settings.pendingMinutes() * 60_000)
        }
    }
}

extension StockRequest {
    fileprivate init(_ item: CartItem, in cart: Cart) {
        self.init(
            productID: item.productID,
            variantID: item.variantID,
            sku: item.sku,
            quantity: item.quantity,
            plugin: item.plugin,
            parent: item.plugin == nil ? nil : cart.parent(of: item)?.sku
        )
    }
}

extension KernelError {
    fileprivate static func cartChanged(_ cart: Cart, _ expected: Money?) -> KernelError {
        let total = cart.totals.total.formatted
        let what = expected.map { "It costs \(total) now, not \($0.formatted)." } ?? "It costs \(total) now."
        return KernelError(
            .conflict,
            "cart-changed",
            "The cart has changed since it was shown. \(what) Show it to the buyer again, and repeat with what is agreed.",
            cart: cart
        )
    }
}
