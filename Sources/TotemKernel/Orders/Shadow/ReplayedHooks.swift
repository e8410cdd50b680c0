/// The plugins of an order that is priced once more: one of them is asked, and the others answer what they answered then.
final class ReplayedHooks: HookSet {
    private let order: Order
    private let plugin: String
    private let hooks: any HookSet
    /// What plugins are called with: the request of the order's buyer, and plugins that do answer.
    private let context: RequestContext

    init(of order: Order, with plugin: String, among hooks: any HookSet) {
        self.order = order
        self.plugin = plugin
        self.hooks = hooks
        context = RequestContext(actor: order.buyer, now: order.createdAt, hooks: hooks)
    }

    func run<H: Hook>(_ hook: H, in call: HookCall) throws -> H.Answer {
        let call = HookCall(call.tx, context)
        let answer: Any =
            switch hook {
            case let hook as PriceResolve: try prices(hook, call)
            case let hook as PriceScaling: try hooks.run(hook, of: plugin, in: call)
            case let hook as CartDiscounts: try discounts(hook, call)
            case let hook as CartShippingRates: try rates(hook, call)
            case let hook as CartFees: try fees(hook, call)
            case let hook as CartTaxes: try taxes(hook, call)
            case let hook as CartTenders: try tenders(hook, call)
            default: try hooks.run(hook, in: call)
            }
        guard let answer = answer as? H.Answer else { return H.unheard }
        return answer
    }

    func hears<H: Hook>(_ hook: H.Type) -> Bool { true }
    var routes: [PluginRouteDescription] { [] }
    func route(_ method: String, _ path: [String], of plugin: String) -> PluginRouteMatch { .none }

    /// What others than the plugin made of the order then.
    private func recorded(_ kinds: Adjustment.Kind...) -> [Adjustment] {
        order.adjustments.filter { kinds.contains($0.kind) && $0.source != plugin }
    }

    // MARK: - Prices

    /// What others made of a price is added as the difference that it was.
    private func prices(_ hook: PriceResolve, _ call: HookCall) throws -> [PriceChange] {
        let others = recorded(.price)
        let replayed = hook.items.enumerated().flatMap { place, item in
            others.filter { $0.itemID == item.line }.map { adjustment in
                PriceChange(
                    item: place,
                    .add(adjustment.amount.amount / item.quantity.value),
                    source: adjustment.source,
                    hook: adjustment.hook ?? "",
                    rule: adjustment.rule,
                    label: adjustment.label
                )
            }
        }
        return try hooks.run(hook, of: plugin, in: call) + replayed
    }

    // MARK: - Discounts

    private func discounts(_ hook: CartDiscounts, _ call: HookCall) throws -> [Adjustment] {
        var (cart, sheet) = (hook.cart, hook.sheet)
        var replayed: [Adjustment] = []
        for discount in recorded(.discount) {
            guard let lines = lines(of: discount, in: cart) else { continue }
            let amount = min(-discount.amount.amount, sheet.left(ofLines: lines))
            guard amount > 0 else { continue }
            let shares = sheet.shares(of: amount, overLines: lines)
            sheet.take(shares)
            var taken = discount.with(Money(-amount, order.currency))
            taken.shares = discount.itemID == nil ? shares.map { -$0 } : []
            replayed.append(taken)
        }
        try cart.show(sheet)
        cart.adjustments += replayed
        let own = try hooks.run(CartDiscounts(cart: cart, sheet: sheet), of: plugin, in: call)
        return replayed + own + recorded(.shippingDiscount)
    }

    /// Those that it was taken off: of one that was spread, where something of it fell; nil when its line is gone.
    private func lines(of discount: Adjustment, in cart: Cart) -> Set<Int>? {
        guard discount.itemID == nil else {
            return cart.items.firstIndex { $0.id == discount.itemID }.map { [$0] }
        }
        let shared = discount.shares.indices.filter { discount.shares[$0] != 0 && cart.items.indices.contains($0) }
        return shared.isEmpty ? Set(cart.items.indices) : Set(shared)
    }

    // MARK: - Shipping

    /// The buyer's choice stays, as far as there is still what was chosen; else the cheapest of the plugin's is, in its place.
    private func rates(_ hook: CartShippingRates, _ call: HookCall) throws -> ShippingOffer {
        let offered = try hooks.run(hook, of: plugin, in: call)
        let chosen = ShippingRate(chosenFor: order, hook.cart.details.shippingRate, without: plugin)
        let cheapest = offered.rates.min { $0.amount.amount < $1.amount.amount }.map { $0.called(chosen.id) }
        switch chosen.source {
        case plugin:
            let same = offered.rates.first { $0.id == chosen.id }
            return (same ?? cheapest).map { ShippingOffer([$0]) } ?? offered
        case Adjustment.core:
            // The settings' rate holds where no plugin has one, or refuses.
            return cheapest.map { ShippingOffer([$0]) } ?? (offered.refusal == nil ? ShippingOffer([chosen]) : offered)
        default:
            return ShippingOffer([chosen])
        }
    }

    // MARK: - Fees

    private func fees(_ hook: CartFees, _ call: HookCall) throws -> [Fee] {
        var (cart, sheet) = (hook.cart, hook.sheet)
        let replayed = recorded(.fee).withScales(but: plugin)
        for fee in replayed { sheet.add(fee: fee.amount.amount) }
        try cart.show(sheet)
        cart.adjustments += replayed
        return replayed.map { Fee($0) } + (try hooks.run(CartFees(cart: cart, sheet: sheet), of: plugin, in: call))
    }

    // MARK: - Taxes

    private func taxes(_ hook: CartTaxes, _ call: HookCall) throws -> [Tax] {
        guard isTaxedAlike(hook.sheet) else { return try hooks.run(hook, in: call) }
        let replayed = recorded(.tax).flatMap { taxes(of: $0, hook.sheet) }
        let all = replayed + (try hooks.run(hook, of: plugin, in: call))
        return all.isEmpty ? [Self.none] : all
    }

    /// With no answer the settings of today would tax what was not taxed then.
    private static let none = Tax(
        Tax.Name(source: Adjustment.core, hook: nil, rule: nil, label: "No tax"),
        on: .line(0),
        .amount(0)
    )

    /// Whether every part has the net that it had.
    private func isTaxedAlike(_ sheet: PriceSheet) -> Bool {
        let shipping = recordedSum(.shipping) + recordedSum(.shippingDiscount)
        return sheet.lines.map(\.net) == order.items.map { $0.total.amount - $0.discount.amount }
            && sheet.shipping.net == shipping && sheet.fees.map(\.total).reduce(0, +) == order.totals.fees.amount
    }

    private func recordedSum(_ kind: Adjustment.Kind) -> Int64 {
        order.adjustments.filter { $0.kind == kind }.reduce(0) { $0 + $1.amount.amount }
    }

    /// A tax as it was, on each of its parts. One that is on no line is on shipping, or on the fees.
    private func taxes(of adjustment: Adjustment, _ sheet: PriceSheet) -> [Tax] {
        let name = Tax.Name(
            source: adjustment.source,
            hook: adjustment.hook,
            rule: adjustment.rule,
            label: adjustment.label
        )
        guard adjustment.shares.isEmpty else {
            return adjustment.shares.enumerated().filter { $1 > 0 }.map { Tax(name, on: .line($0), .amount($1)) }
        }
        let isOfShipping = adjustment.amount == order.totals.shippingTax || sheet.fees.isEmpty
        return [Tax(name, on: isOfShipping ? .shipping : .fee(0), .amount(adjustment.amount.amount))]
    }

    // MARK: - Tenders

    private func tenders(_ hook: CartTenders, _ call: HookCall) throws -> [Adjustment] {
        var (cart, sheet) = (hook.cart, hook.sheet)
        var replayed: [Adjustment] = []
        for tender in recorded(.tender) {
            let amount = min(tender.amount.amount, try sheet.totals(in: order.currency).due.amount)
            guard amount > 0 else { continue }
            sheet.pay(amount)
            replayed.append(tender.with(Money(amount, order.currency)))
        }
        try cart.show(sheet)
        cart.adjustments += replayed
        return replayed + (try hooks.run(CartTenders(cart: cart, sheet: sheet), of: plugin, in: call))
    }
}

extension ShippingRate {
    /// What an order was sent by. One of the settings that cost nothing left no amount, and is known by its id alone.
    fileprivate init(chosenFor order: Order, _ id: String?, without plugin: String) {
        let rows = order.adjustments.filter { $0.kind == .shipping }
        let amount = rows.withScales(but: plugin).first
        let owner = id.flatMap { id in id.firstIndex(of: ":").map { String(id[..<$0]) } }
        self.init(
            id: id ?? amount?.rule ?? "flat",
            label: amount?.label ?? "Shipping",
            amount: amount?.amount ?? .zero(order.currency),
            source: amount?.source ?? owner ?? Adjustment.core,
            hook: amount?.hook,
            rule: amount?.rule
        )
    }
}

extension [Adjustment] {
    /// Each amount with what others than a plugin have scaled it by, whose rows follow it.
    fileprivate func withScales(but plugin: String) -> [Adjustment] {
        reduce(into: []) { amounts, row in
            guard row.hook == PriceScale.hook else { return amounts.append(row) }
            guard row.source != plugin, let scaled = amounts.popLast() else { return }
            amounts.append(scaled.with(Money(scaled.amount.amount + row.amount.amount, row.amount.currency)))
        }
    }
}
