public import TotemStore

/// What a buyer says at checkout, checked.
public struct CheckoutRequest: Sendable {
    public let email: Email
    public let shippingAddress: Address
    /// The shipping address when nil.
    public let billingAddress: Address?
    public let paymentMethod: PaymentMethod
    /// What the buyer was shown and agrees to pay; nil: whatever it costs.
    public let expectedTotal: Money?

    public init(
        email: Email,
        shippingAddress: Address,
        billingAddress: Address?,
        paymentMethod: PaymentMethod,
        expectedTotal: Money? = nil
    ) {
        self.email = email
        self.shippingAddress = shippingAddress
        self.billingAddress = billingAddress
        self.paymentMethod = paymentMethod
        self.expectedTotal = expectedTotal
    }
}

/// Makes an order of a cart, in the transaction it is given: prices, codes, hooks, stock, rows, payment and events. Any
/// veto or shortage throws, and the transaction takes all of it back.
///
/// A `manual` payment is authorized at once, so the order begins as `open`.
public enum PlaceOrder {
    /// - Parameter isAsSeen: whether the cart, at the prices of this moment, is what the buyer has seen.
    /// - Returns: the order; the same one again for a cart that has become an order already.
    /// - Throws: ``KernelError``: not found, an empty cart, a line that is not on sale, a code that is refused,
    ///   `cart-changed` when it is not as seen or costs other than expected, a veto, or `insufficient-stock`.
    public static func place(
        _ token: String,
        _ request: CheckoutRequest,
        in tx: Transaction,
        _ context: RequestContext,
        isAsSeen: (Cart) -> Bool = { _ in true }
    ) throws -> Order {
        let record = try CartStore.held(token, in: tx)
        if let placed = record.orderID { return try OrderStore.get(placed, in: tx) }
        let call = HookCall(tx, context)
        let cart = try confirm(record, in: call, context.hooks)
        guard isAsSeen(cart), request.expectedTotal ?? cart.totals.total == cart.totals.total else {
            throw KernelError.cartChanged(cart, request.expectedTotal)
        }
        let draft = OrderDraft(
            cart: cart,
            email: request.email.text,
            shippingAddress: request.shippingAddress,
            billingAddress: request.billingAddress ?? request.shippingAddress,
            paymentMethod: request.paymentMethod.rawValue
        )
        let metadata = try context.hooks.placing(draft, in: call)
        let number = try OrderNumber.next(prefix: "", in: tx)
        let writer = OrderWriter(tx: tx, now: context.now, actor: context.actor, number: number)
        let addresses = try writer.writeAddresses(draft)
        let plan = try InventoryStore.plan(stockRequests(cart), in: tx)
        let order = try writer.write(
            draft,
            addresses,
            request.paymentMethod,
            metadata,
            stockLines(cart),
            plan.allocations
        )
        try markCart(record, order: order.id, in: tx, at: context.now)
        try context.hooks.placed(PlacedOrder(id: order.id, draft: draft), in: call)
        try InventoryStore.take(plan, in: tx, at: context.now)
        return order
    }

    /// The cart at the prices of this moment, with every line on sale and every code still good.
    private static func confirm(_ record: CartRecord, in call: HookCall, _ hooks: any HookSet) throws -> Cart {
        let contents = try CartStore.contents(of: record, in: call.tx)
        let items = contents.items
        guard !items.isEmpty else {
            throw KernelError(.conflict, "cart-empty", "The cart is empty; put something into it first.")
        }
        let cart = try CartPricing.price(record, contents, in: call, hooks)
        try refuseOffSale(cart)
        for (index, code) in contents.codes.enumerated() {
            guard try hooks.claim(code.code, for: cart, in: call) == code.plugin else {
                throw KernelError.unknownCode(code.code, "codes[\(index)]")
            }
        }
        return cart
    }

    private static func refuseOffSale(_ cart: Cart) throws(KernelError) {
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
            cart: cart
        )
    }

    /// The places of the lines whose stock is counted.
    private static func stockLines(_ cart: Cart) -> [Int] {
        cart.items.indices.filter { cart.items[$0].managesStock }
    }

    private static func stockRequests(_ cart: Cart) -> [StockRequest] {
        stockLines(cart).map { index in
            let item = cart.items[index]
            return StockRequest(
                productID: item.productID,
                variantID: item.variantID,
                sku: item.sku,
                quantity: item.quantity
            )
        }
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
