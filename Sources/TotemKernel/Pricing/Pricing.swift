/// What a cart costs, made in one pipeline for carts, checkout, orders by staff and dry runs: prices, lines, discounts, shipping,
/// fees, taxes, tenders. Plugins change prices, and bring discounts and fees; the settings bring one shipping rate and one tax.
struct Pricing {
    /// Adjustments of one kind that plugins may add to one cart.
    static let largestAdjustmentCount = 256

    let rules: PricingRules
    let call: HookCall
    var cart: Cart
    var sheet: PriceSheet
    var fees: [Fee] = []

    /// - Parameters:
    ///   - cart: with its lines at the catalog's prices, and nothing else made of them.
    ///   - fixed: lines whose price is nobody's to change.
    ///   - enter: gives codes that the cart is to have besides, when its lines have their prices.
    /// - Throws: ``KernelError`` when the amounts are too large, or a plugin's answer makes no sense.
    static func price(
        _ cart: consuming Cart,
        for purpose: PriceResolve.Purpose = .cart,
        fixed: Set<CartItem.ID> = [],
        by rules: PricingRules,
        in call: HookCall,
        entering enter: ((Cart) throws -> [CartCode])? = nil
    ) throws -> Cart {
        call.context.learn(cart.details)
        let resolver = PriceResolver(purpose: purpose, rules: rules, userID: cart.userID, call: call)
        var cart = try cart.resolved(resolver, except: fixed)
        cart.fetched = try CartQuotes.known(for: cart, in: call)
        var pricing = Pricing(
            rules: rules,
            call: call,
            cart: cart,
            sheet: try PriceSheet(of: cart, pricesIncludeTax: rules.pricesIncludeTax)
        )
        if let enter {
            try pricing.showAmounts()
            pricing.cart.codes += try enter(pricing.cart)
        }
        if cart.items.contains(where: \.isAvailable) {
            let discounts = try pricing.discount()
            try pricing.ship()
            try pricing.takeOffShipping(discounts)
            try pricing.charge()
            try pricing.tax()
            try pricing.pay()
        }
        try pricing.showAmounts()
        return pricing.cart
    }

    /// Asks plugins, who see every amount as it is by now.
    mutating func ask<H: Hook>(_ hook: (Cart, PriceSheet) -> H) throws -> H.Answer {
        guard call.hears(H.self) else { return H.unheard }
        try showAmounts()
        return try call.run(hook(cart, sheet))
    }

    private mutating func showAmounts() throws { try cart.show(sheet) }

    // MARK: - Discounts

    /// Each discount of the whole cart comes to know the share that each line has of it.
    /// - Returns: those of shipping, which has no price yet.
    private mutating func discount() throws -> [Adjustment] {
        let discounts = try ask(CartDiscounts.init)
        guard discounts.count <= Self.largestAdjustmentCount else { throw KernelError.tooManyAdjustments }
        for discount in discounts where discount.kind != .shippingDiscount { try take(discount) }
        return discounts.filter { $0.kind == .shippingDiscount }
    }

    private mutating func take(_ discount: Adjustment) throws(KernelError) {
        guard discount.kind == .discount, discount.amount.amount < 0 else {
            throw .badAdjustment(discount, "is not a discount")
        }
        let line = discount.itemID.flatMap { id in cart.items.firstIndex { $0.id == id } }
        guard line != nil || discount.itemID == nil else {
            throw .badAdjustment(discount, "is for a line that the cart does not have")
        }
        let amount = discount.amount.amount.magnitude
        guard amount <= sheet.left(ofLine: line).magnitude else {
            throw .badAdjustment(discount, "takes off more than is left")
        }
        var taken = discount
        taken.shares = sheet.take(Int64(amount), offLine: line).map { -$0 }
        cart.adjustments.append(taken)
    }

    // MARK: - Shipping

    /// Plugins' rates, or the settings' where they have none and don't refuse to send it. The only one is chosen by itself, unless the
    /// buyer has chosen another, which is gone: nobody pays for what they did not choose.
    private mutating func ship() throws {
        guard cart.items.contains(where: \.ships) else { return }
        let offered = try ask(CartShippingRates.init)
        if let bad = offered.rates.first(where: { $0.amount.amount < 0 }) {
            throw KernelError.badAdjustment(bad.adjustment, "costs less than nothing")
        }
        cart.shippingRates = offered.rates
        if offered.rates.isEmpty {
            cart.shippingRefusal = offered.refusal
            guard offered.refusal == nil else { return }
            cart.shippingRates = [.flat(rules)]
        }
        guard let rate = chosenRate else { return }
        cart.shippingRate = rate
        sheet.ship(for: rate.amount.amount)
        // A plugin's rate is told also where it is free: what was chosen, and why it costs nothing.
        guard rate.amount.amount > 0 || rate.source != Adjustment.core else { return }
        cart.adjustments.append(rate.adjustment)
    }

    private var chosenRate: ShippingRate? {
        guard let id = cart.details.shippingRate else {
            return cart.shippingRates.count == 1 ? cart.shippingRates[0] : nil
        }
        return cart.shippingRates.first { $0.id == id }
    }

    /// Each takes as much as there is left of what shipping costs.
    private mutating func takeOffShipping(_ discounts: [Adjustment]) throws(KernelError) {
        for discount in discounts {
            guard discount.amount.amount < 0 else { throw .badAdjustment(discount, "is not a discount") }
            let taken = sheet.takeOffShipping(-max(discount.amount.amount, -.max))
            guard taken > 0 else { continue }
            cart.adjustments.append(discount.with(Money(-taken, rules.currency)))
        }
    }

    // MARK: - Fees

    private mutating func charge() throws {
        fees = try ask(CartFees.init)
        guard fees.count <= Self.largestAdjustmentCount else { throw KernelError.tooManyAdjustments }
        for fee in fees {
            guard fee.adjustment.kind == .fee, fee.adjustment.amount.amount > 0 else {
                throw KernelError.badAdjustment(fee.adjustment, "is not a fee")
            }
            sheet.add(fee: fee.adjustment.amount.amount)
            cart.adjustments.append(fee.adjustment)
        }
    }

    // MARK: - Tenders

    private mutating func pay() throws {
        let tenders = try ask(CartTenders.init)
        guard tenders.count <= Self.largestAdjustmentCount else { throw KernelError.tooManyAdjustments }
        for tender in tenders {
            guard tender.kind == .tender, tender.amount.amount > 0 else {
                throw KernelError.badAdjustment(tender, "is not a tender")
            }
            guard try tender.amount.amount <= sheet.totals(in: rules.currency).due.amount else {
                throw KernelError.badAdjustment(tender, "pays more than is due")
            }
            sheet.pay(tender.amount.amount)
            cart.adjustments.append(tender)
        }
    }
}

extension Cart {
    /// Shows the amounts as they are by now.
    mutating func show(_ sheet: PriceSheet) throws(KernelError) {
        for line in items.indices {
            items[line].discount = Money(sheet.lines[line].discount, currency)
            items[line].tax = Money(sheet.lines[line].tax, currency)
        }
        totals = try sheet.totals(in: currency)
    }
}

extension PriceSheet {
    /// The lines of a cart. Those that can't be bought count for nothing.
    package init(of cart: Cart, pricesIncludeTax: Bool = false) throws(KernelError) {
        self.init(pricesIncludeTax: pricesIncludeTax)
        expect(lines: cart.items.count)
        for item in cart.items {
            try add(line: item.total.amount, takesDiscounts: !item.flags.contains(.noDiscount))
        }
    }
}

extension KernelError {
    static var tooManyAdjustments: KernelError {
        KernelError(.unavailable, "plugin-failed", "The active plugins add too many adjustments to this cart.")
    }

    static func badAdjustment(_ adjustment: Adjustment, _ why: String) -> KernelError {
        KernelError(
            .unavailable,
            "plugin-failed",
            "The plugin \(adjustment.source) added '\(adjustment.label)', which \(why). Ask the shop to look at it."
        )
    }
}
