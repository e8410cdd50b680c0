internal import CTotem
internal import TotemKernel

extension ShippingRate: CartAmount {}

extension CallFrame {
    private static let largestRateID = 64

    func addRate(_ pointer: UnsafePointer<totem_rate>?) -> totem_status {
        guard let rates = effects(.addRate, CartEffects<ShippingRate>.self) else { return HostTable.misuse }
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
