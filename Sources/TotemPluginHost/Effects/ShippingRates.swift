internal import CTotem
internal import TotemKernel

extension ShippingRate: CartAmount {}

/// What plugins offer to send a cart by, or why they can't.
final class ShippingEffects: HookEffects {
    let rates: CartEffects<ShippingRate>
    /// Of the first plugin that refuses.
    private(set) var refusal: String?
    private var refusalOfTurn: String?

    init(_ rates: CartEffects<ShippingRate>) { self.rates = rates }

    /// - Returns: false when the plugin whose turn it is has refused already.
    func refuse(_ reason: String) -> Bool {
        guard refusalOfTurn == nil else { return false }
        refusalOfTurn = reason
        return true
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran { refusal = refusal ?? refusalOfTurn }
        refusalOfTurn = nil
        return rates.endTurn(turn)
    }
}

extension CallFrame {
    private static let largestRateID = 64
    private static let refusalRule = TextRule(1...500)

    func cannotShip(_ reason: totem_str) -> totem_status {
        guard let offer = effects(.cannotShip, ShippingEffects.self) else { return HostTable.misuse }
        guard let reason = reason.string(atMost: 500) else {
            return refuse(TOTEM_INVALID, "a reason is 1 to 500 bytes of UTF-8")
        }
        if let objection = Self.refusalRule.objection(to: reason) {
            return refuse(TOTEM_INVALID, "a reason \(objection)")
        }
        guard offer.refuse(reason) else { return refuse(TOTEM_UNIQUE, "you have said already why it can't be sent") }
        return HostTable.ok
    }

    func addRate(_ pointer: UnsafePointer<totem_rate>?) -> totem_status {
        guard let rates = effects(.addRate, ShippingEffects.self)?.rates else { return HostTable.misuse }
        guard let rate = totem_rate.read(pointer) else {
            return refuse(TOTEM_INVALID, "a rate needs its size: {.size = sizeof(totem_rate), …}")
        }
        guard let name = rate.id.string(atMost: Self.largestRateID), !name.isEmpty,
            name.utf8.allSatisfy(Self.isCodeCharacter)
        else {
            return refuse(TOTEM_INVALID, "an id is 1 to \(Self.largestRateID) lower case letters, digits and '-'")
        }
        guard let words = words(rate.label, rate.rule) else { return totem_status(TOTEM_INVALID) }
        guard rate.amount >= 0 else { return refuse(TOTEM_INVALID, "a rate must be 0 or more, not \(rate.amount)") }
        guard rates.countOfTurn < Self.largestAmountCount else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestAmountCount) rates can be added")
        }
        let id = "\(plugin.name):\(name)"
        guard !rates.added.contains(where: { $0.id == id }) else {
            return refuse(TOTEM_UNIQUE, "there is a rate '\(id)' already")
        }
        let offered = ShippingRate(
            id: id,
            label: words.label,
            amount: Money(rate.amount, rates.cart.currency),
            source: plugin.name,
            hook: HookPoint.cartShippingRates.rawValue,
            rule: words.rule
        )
        return note(offered, in: rates) { $0.ship(for: rate.amount) }
    }
}
