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
    /// places. Plugins' own lines are those that it has; in the place of its lines there are none.
    /// - Throws: ``KernelError``: not found, or what would be wrong with a line, a code or the rate.
    public static func preview(
        _ token: String,
        _ request: PreviewRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let (found, rows) = try tx.together { batch in
            (try CartRecord.find(token, in: batch), try CartRows.read(token, in: batch))
        }
        guard let record = found else { throw KernelError.noCart(token) }
        let rules = try PricingRules(rows.settings)
        let call = HookCall(tx, context)
        var details = record.details
        details.shippingAddress = request.shippingAddress ?? details.shippingAddress
        details.shippingRate = request.shippingRate ?? details.shippingRate
        let makers = rows.makers(among: context.hooks)
        let kept = try rows.lines.map { try $0.item(in: rules.currency, from: makers) }
        let cart = Cart(
            record,
            details,
            user: record.userID,
            items: try request.items.map { try items($0, in: rules.currency, in: tx) } ?? kept,
            codes: request.codes == nil ? rows.codes : [],
            rules.currency
        )
        let priced = try Pricing.price(cart, by: rules, in: call) { cart in
            try claim(request.codes ?? [], for: cart, path: { "codes[\($0)]" }, in: call)
        }
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
        let subjects = try tx.together { batch in try LineSubject.find(requests, in: batch) }
        for (request, subject) in zip(requests, subjects) { try basket.put(subject, request) }
        return try basket.items(in: currency)
    }
}
