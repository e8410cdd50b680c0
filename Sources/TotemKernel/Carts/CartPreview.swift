public import TotemStore

/// What is to be seen of a cart before it is so; what is nil is as the cart has it.
public struct PreviewRequest: Sendable {
    public let items: [LineRequest]?
    public let codes: [String]?
    public let shippingAddress: Address?
    public let shippingRate: String?

    public init(
        items: [LineRequest]? = nil,
        codes: [String]? = nil,
        shippingAddress: Address? = nil,
        shippingRate: String? = nil
    ) {
        self.items = items
        self.codes = codes
        self.shippingAddress = shippingAddress
        self.shippingRate = shippingRate
    }
}

extension CartStore {
    /// What a cart would cost with other lines, codes, address or shipping. Nothing is changed; ids of new lines are their
    /// places.
    /// - Throws: ``KernelError``: not found, or what would be wrong with a line, a code or the rate.
    public static func preview(
        _ token: String,
        _ request: PreviewRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let record = try record(token, in: tx)
        let rows = try CartRows(of: record.id, in: tx)
        let rules = try PricingRules(rows.settings.value())
        let call = HookCall(tx, context)
        var details = record.details
        details.shippingAddress = request.shippingAddress ?? details.shippingAddress
        details.shippingRate = request.shippingRate ?? details.shippingRate
        let kept = try rows.lines.value().map { try $0.item(in: rules.currency) }
        var cart = Cart(
            record,
            details,
            user: record.userID,
            items: try request.items.map { try items($0, in: rules.currency, in: tx) } ?? kept,
            codes: request.codes == nil ? try rows.codes.value() : [],
            rules.currency
        )
        if let codes = request.codes, !codes.isEmpty {
            let priced = try Pricing.price(cart, by: rules, in: call)
            cart.codes = try claim(codes, for: priced, path: { "codes[\($0)]" }, in: call)
        }
        let priced = try Pricing.price(cart, by: rules, in: call)
        if request.shippingRate != nil { try priced.refuseUnknownRate() }
        return priced
    }

    private static func items(
        _ requests: [LineRequest],
        in currency: Currency,
        in tx: Transaction
    ) throws -> [CartItem] {
        guard requests.count <= largestLineCount else { throw KernelError.cartFull }
        var basket = Basket([])
        for (request, subject) in zip(requests, try LineSubject.find(requests, in: tx)) {
            try basket.put(subject, request)
        }
        return try basket.items(in: currency)
    }
}
