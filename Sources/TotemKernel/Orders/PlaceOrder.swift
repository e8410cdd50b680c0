public import TotemStore

/// What a buyer says at checkout, checked. What is nil is taken from the cart.
public struct CheckoutRequest: Sendable {
    public let email: Email?
    public let shippingAddress: Address?
    /// The shipping address when neither says one.
    public let billingAddress: Address?
    public let note: String?
    public let paymentMethod: PaymentMethod
    /// What the buyer was shown and agrees to pay; nil: whatever it costs.
    public let expectedTotal: Money?

    public init(
        email: Email? = nil,
        shippingAddress: Address? = nil,
        billingAddress: Address? = nil,
        note: String? = nil,
        paymentMethod: PaymentMethod,
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
    /// - Parameter isAsSeen: whether the cart, at the prices of this moment, is what the buyer has seen.
    /// - Returns: the order, and whether it was made now: a cart that has become one already gives the same again.
    /// - Throws: ``KernelError``: not found, an empty cart, a line that is not on sale, a code that is refused,
    ///   `cart-changed` when it is not as seen or costs other than expected, what neither the cart nor the request says,
    ///   a veto, or `insufficient-stock`.
    public static func checkOut(
        _ token: String,
        _ request: CheckoutRequest,
        in tx: Transaction,
        _ context: RequestContext,
        isAsSeen: (Cart) throws -> Bool = { _ in true }
    ) throws -> (order: Order, isNew: Bool) {
        let record = try CartStore.held(token, in: tx)
        if let placed = record.orderID { return (try OrderStore.get(placed, in: tx), false) }
        let call = HookCall(tx, context)
        let rows = try CartRows(of: record.id, in: tx)
        let cart = try confirm(record, rows, in: call)
        guard try isAsSeen(cart), request.expectedTotal ?? cart.totals.total == cart.totals.total else {
            throw KernelError.cartChanged(try cart.extended(in: tx, context), request.expectedTotal)
        }
        let settings = try rows.settings.value()
        let draft = try OrderDraft(cart, request, settings, by: context.actor, at: context.now)
        let order = try write(draft, numberPrefix: settings.orderNumberPrefix, in: call) { order in
            try markCart(record, order: order, in: tx, at: context.now)
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
    /// - Parameter isWritten: runs when its rows are written, before its stock is taken.
    static func write(
        _ draft: OrderDraft,
        numberPrefix: String,
        in call: HookCall,
        isWritten: (Order.ID) throws -> Void = { _ in }
    ) throws -> Order {
        let tx = call.tx
        let metadata = draft.metadata(with: try call.run(OrderPlacing(order: draft)))
        let number = try OrderNumber.next(prefix: numberPrefix, in: tx)
        let writer = OrderWriter(tx: tx, now: call.now, number: number)
        let addresses = try writer.writeAddresses(draft)
        let stockLines = draft.cart.items.indices.filter { draft.cart.items[$0].managesStock }
        let plan = try InventoryStore.plan(stockLines.map { StockRequest(draft.cart.items[$0]) }, in: tx)
        let order = try writer.write(
            draft,
            addresses,
            metadata,
            stockLines,
            plan.allocations
        )
        try isWritten(order.id)
        try call.run(OrderPlaced(id: order.id, order: draft))
        try InventoryStore.take(plan, in: tx, at: call.now)
        return order
    }

    /// The cart at the prices of this moment, with every line on sale and every code still good.
    private static func confirm(
        _ record: CartRecord,
        _ rows: CartRows,
        in call: HookCall
    ) throws -> Cart {
        let rules = try PricingRules(rows.settings.value())
        let bare = try Cart(record, rows, rules.currency)
        guard !bare.items.isEmpty else {
            throw KernelError(.conflict, "cart-empty", "The cart is empty; put something into it first.")
        }
        let cart = try Pricing.price(bare, by: rules, in: call)
        try refuseOffSale(cart, in: call)
        for (index, code) in cart.codes.enumerated() {
            guard try call.run(CartCodeValidate(code: code.code, cart: cart)) == code.plugin else {
                throw KernelError.unknownCode(code.code, "codes[\(index)]")
            }
        }
        return cart
    }

    private static func refuseOffSale(_ cart: Cart, in call: HookCall) throws {
        guard cart.items.contains(where: { !$0.isAvailable }) else { return }
        let fields = cart.items.enumerated().filter { !$0.element.isAvailable }.map { index, item in
            KernelError.Field(
                "items[\(index)]",
                "'\(item.name)' (\(item.sku)) is not on sale any more; remove the line"
            )
        }
        throw KernelError(
            .conflict,
            "not-on-sale",
            fields.map(\.message).joined(separator: "; ") + ".",
            fields: fields,
            cart: try cart.extended(in: call.tx, call.context)
        )
    }

    /// The cart is held since it was read; the condition makes sure of it.
    private static func markCart(
        _ record: CartRecord,
        order: Order.ID,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.changeOneLater(
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

extension OrderDraft {
    /// What the request says, and the cart where it says nothing.
    /// - Throws: ``KernelError`` naming what an order needs and neither has.
    fileprivate init(
        _ cart: Cart,
        _ request: CheckoutRequest,
        _ settings: SettingValues,
        by actor: Actor,
        at now: Timestamp
    ) throws {
        var details = cart.details
        if let note = request.note { try details.setNote(note) }
        let email = request.email ?? details.email
        let shippingAddress = request.shippingAddress ?? details.shippingAddress
        var check = FieldCheck()
        if email == nil { check.object("email", "is missing: say it here, or put it into the cart before") }
        if shippingAddress == nil, cart.items.contains(where: \.ships) {
            check.object("shipping_address", "is missing: say it here, or put it into the cart before")
        }
        guard check.isPassed else { throw check.error }
        let method = request.paymentMethod.paying(cart.totals.due)
        self.init(
            cart: cart,
            userID: actor.userID,
            email: email,
            source: .storefront,
            locale: details.locale,
            note: details.note,
            metadata: details.metadata,
            shippingAddress: shippingAddress,
            billingAddress: request.billingAddress ?? details.billingAddress ?? shippingAddress,
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
        case .manual: nil
        case .provider: now.adding(milliseconds: try settings.pendingMinutes() * 60_000)
        }
    }
}

extension StockRequest {
    fileprivate init(_ item: CartItem) {
        self.init(productID: item.productID, variantID: item.variantID, sku: item.sku, quantity: item.quantity)
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
