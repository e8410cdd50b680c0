/// What a cart costs, made in one pipeline for carts, checkout, orders by staff and dry runs: prices, flags, discounts, shipping,
/// fees, taxes, tenders. Plugins change prices, and bring discounts and fees; the settings bring one shipping rate and one tax.
struct Pricing {
    /// Adjustments of one kind that plugins may add to one cart.
    static let largestAdjustmentCount = 256

    let rules: PricingRules
    let call: HookCall
    var cart: Cart
    var sheet: PriceSheet
    var fees: [Fee] = []
    /// What plugins multiply prices by.
    var scales: [PriceScale] = []

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
        let isForSale = cart.items.contains(where: \.isAvailable)
        if isForSale {
            try pricing.flag()
            try pricing.scalePrices(except: fixed)
        }
        if let enter {
            try pricing.showAmounts()
            pricing.cart.codes += try enter(pricing.cart)
        }
        if isForSale {
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

    // MARK: - Flags

    private mutating func flag() throws {
        let flags = try ask { cart, _ in CartFlags(cart: cart) }
        guard !flags.isEmpty else { return }
        for line in cart.items.indices {
            cart.items[line].flags.formUnion(flags[cart.items[line].id] ?? [])
        }
        sheet = try PriceSheet(of: cart, pricesIncludeTax: rules.pricesIncludeTax)
    }

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
        if !discount.shares.isEmpty { return try takeShares(of: discount) }
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

    /// Of one that was spread over some of the lines.
    private mutating func takeShares(of discount: Adjustment) throws(KernelError) {
        let shares = discount.shares.map { 0 - $0 }
        let fits = shares.count == sheet.lines.count && shares.reduce(0, +) == -discount.amount.amount
        guard fits, shares.indices.allSatisfy({ (0...sheet.left(ofLine: $0)).contains(shares[$0]) }) else {
            throw .badAdjustment(discount, "takes off more than is left")
        }
        sheet.take(shares)
        cart.adjustments.append(discount)
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
        var rates = offered.rates
        if rates.isEmpty {
            cart.shippingRefusal = offered.refusal
            guard offered.refusal == nil else { return }
            rates = [.flat(rules)]
        }
        cart.shippingRates = try scaled(rates)
        guard let place = chosenPlace else { return }
        cart.shippingRate = cart.shippingRates[place]
        // A plugin's rate is told also where it is free: what was chosen, and why it costs nothing.
        guard rates[place].amount.amount > 0 || rates[place].source != Adjustment.core else { return }
        sheet.ship(for: try trace(rates[place].adjustment, scaledAs: .shipping))
    }

    /// Of the rate that is taken, among those of the cart.
    private var chosenPlace: Int? {
        guard let id = cart.details.shippingRate else { return cart.shippingRates.count == 1 ? 0 : nil }
        return cart.shippingRates.firstIndex { $0.id == id }
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
        let charged = try ask(CartFees.init)
        guard charged.count <= Self.largestAdjustmentCount else { throw KernelError.tooManyAdjustments }
        for fee in charged {
            guard fee.adjustment.kind == .fee, fee.adjustment.amount.amount > 0 else {
                throw KernelError.badAdjustment(fee.adjustment, "is not a fee")
            }
            let amount = try trace(fee.adjustment, scaledAs: .fees(taxClass: fee.taxClass))
            sheet.add(fee: amount)
            fees.append(Fee(fee.adjustment.with(Money(amount, rules.currency)), taxClass: fee.taxClass))
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
            try add(
                line: item.total.amount,
                takesDiscounts: !item.flags.contains(.noDiscount),
                isTaxed: !item.flags.contains(.noTax)
            )
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
