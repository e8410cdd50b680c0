public import TotemStore

/// An order that somebody of the shop's staff makes, checked.
public struct StaffOrderRequest: Sendable {
    public struct Line: Sendable {
        public let request: LineRequest
        /// Of one unit; nil: the catalog's.
        public let price: Money?

        public init(_ request: LineRequest, price: Money? = nil) {
            self.request = request
            self.price = price
        }
    }

    public var lines: [Line]
    public var codes: [String]
    /// The customer whose order it is.
    public var userID: User.ID?
    /// Who has none is told nothing.
    public var email: Email?
    /// Needed when something of it ships.
    public var shippingAddress: Address?
    /// The shipping address when nil.
    public var billingAddress: Address?
    /// The id of the rate that it is shipped by; nil: the only one.
    public var shippingRate: String?
    public var paymentMethod: PaymentMethod
    public var source: OrderSource
    public var note: String?
    public var metadata: JSONValue?

    public init(
        lines: [Line],
        codes: [String] = [],
        userID: User.ID? = nil,
        email: Email? = nil,
        shippingAddress: Address? = nil,
        billingAddress: Address? = nil,
        shippingRate: String? = nil,
        paymentMethod: PaymentMethod = .manual,
        source: OrderSource = .staff,
        note: String? = nil,
        metadata: JSONValue? = nil
    ) {
        self.lines = lines
        self.codes = codes
        self.userID = userID
        self.email = email
        self.shippingAddress = shippingAddress
        self.billingAddress = billingAddress
        self.shippingRate = shippingRate
        self.paymentMethod = paymentMethod
        self.source = source
        self.note = note
        self.metadata = metadata
    }
}

extension PlaceOrder {
    /// Makes an order without a cart, with the pricing, hooks and stock of every other.
    /// - Throws: ``KernelError``: forbidden, no lines, naming what is wrong with a line or code, an address or rate that is
    ///   missing or a user that is not there, a veto, or `insufficient-stock`.
    public static func place(
        _ request: StaffOrderRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        try context.actor.require(.staff)
        try request.paymentMethod.checkIsThere()
        let settings = try StoreSettings.values(in: tx)
        let cart = try cart(request, PricingRules(settings), in: HookCall(tx, context))
        if let user = request.userID, try UserStore.find(user, in: tx) == nil {
            throw KernelError.unknown("user_id", "names no customer: \(user)")
        }
        guard request.shippingAddress != nil || !cart.items.contains(where: \.ships) else {
            throw KernelError.invalid("shipping_address", "is missing: something of the order ships")
        }
        if let unserved = cart.unservedAddress { throw KernelError.invalid("shipping_address", unserved) }
        try cart.refuseUnknownRate("shipping_rate")
        if let missing = cart.missingRate { throw KernelError.invalid("shipping_rate", missing) }
        let method = request.paymentMethod.paying(cart.totals.due)
        let draft = OrderDraft(
            cart: cart,
            userID: request.userID,
            email: request.email,
            source: request.source,
            locale: nil,
            note: cart.details.note,
            metadata: cart.details.metadata,
            shippingAddress: cart.details.shippingAddress,
            billingAddress: cart.details.billingAddress,
            paymentMethod: method,
            heldUntil: try method.heldUntil(settings, at: context.now)
        )
        return try write(draft, numberPrefix: settings.orderNumberPrefix, in: HookCall(tx, context))
    }

    /// The lines, which are in no cart: their ids are their places.
    static func cart(
        _ request: StaffOrderRequest,
        _ rules: PricingRules,
        in call: HookCall
    ) throws -> Cart {
        guard !request.lines.isEmpty else { throw KernelError.invalid("items", "must not be empty") }
        guard request.lines.count <= CartStore.largestLineCount else {
            throw KernelError.invalid("items", "must be at most \(CartStore.largestLineCount)")
        }
        var details = CartDetails()
        try details.setNote(request.note)
        details.metadata = try request.metadata.flatMap { try Metadata.merge($0, into: nil) }
        details.email = request.email
        details.shippingAddress = request.shippingAddress
        details.billingAddress = request.billingAddress ?? request.shippingAddress
        details.shippingRate = request.shippingRate
        let subjects = try call.tx.together { batch in
            try LineSubject.find(request.lines.map(\.request), in: batch)
        }
        let items = try zip(request.lines, subjects).enumerated().map { place, line in
            let (line, subject) = line
            return try CartItem(
                line.request,
                subject,
                quantity: line.request.quantity,
                price: try line.checkedPrice(in: rules.currency),
                id: CartItem.ID(Int64(place + 1)),
                rules.currency
            )
        }
        let bare = Cart(nil, details, user: request.userID, items: items, codes: [], rules.currency)
        let fixed = Set(zip(request.lines, items).filter { $0.0.price != nil }.map(\.1.id))
        return try Pricing.price(bare, for: .order, fixed: fixed, by: rules, in: call) { cart in
            try CartStore.claim(request.codes, for: cart, path: { "codes[\($0)]" }, in: call)
        }
    }
}

extension StaffOrderRequest.Line {
    fileprivate func checkedPrice(in currency: Currency) throws(KernelError) -> Money? {
        guard let price else { return nil }
        let field = request.path + "price"
        guard price.currency == currency else {
            throw .invalid(field, "must be in \(currency), the currency of this store")
        }
        guard (0...CatalogLimits.price).contains(price.amount) else {
            throw .invalid(field, "must be from 0 to \(CatalogLimits.price) minor units, not \(price.amount)")
        }
        return price
    }
}
