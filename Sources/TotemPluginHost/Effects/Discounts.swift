internal import CTotem
internal import TotemKernel

extension CallFrame {
    func addDiscount(_ pointer: UnsafePointer<totem_discount>?) -> totem_status {
        guard let discounts = effects(.addDiscount, CartEffects<Adjustment>.self) else { return HostTable.misuse }
        guard let discount = totem_discount.read(pointer) else {
            return refuse(TOTEM_INVALID, "a discount needs its size: {.size = sizeof(totem_discount), …}")
        }
        guard let words = words(discount.label, discount.rule) else { return totem_status(TOTEM_INVALID) }
        guard discount.amount > 0 else {
            return refuse(TOTEM_INVALID, "a discount must be above 0, not \(discount.amount)")
        }
        guard discounts.countOfTurn < Self.largestAmountCount else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestAmountCount) discounts can be added")
        }
        let cart = discounts.cart
        let line = cart.items.firstIndex { $0.isAvailable && $0.id.value == discount.line }
        guard discount.line == 0 || line != nil else {
            return refuse(TOTEM_INVALID, "the cart has no line \(discount.line)")
        }
        let left = discounts.sheet.left(ofLine: line)
        guard discount.amount <= left else {
            return refuse(TOTEM_LIMIT, "a discount of \(discount.amount) is more than what is left, \(left)")
        }
        let adjustment = Adjustment(
            kind: .discount,
            source: plugin.name,
            hook: HookPoint.cartDiscounts.rawValue,
            rule: words.rule,
            label: words.label,
            itemID: line.map { cart.items[$0].id },
            amount: Money(-discount.amount, cart.currency)
        )
        return add(adjustment, to: discounts) { _ = $0.take(discount.amount, offLine: line) }
    }

    /// Adds an amount to a cart, where what comes of it fits.
    func add<Added>(
        _ new: Added,
        to amounts: CartEffects<Added>,
        _ change: (inout PriceSheet) -> Void
    ) -> totem_status {
        do {
            try amounts.add(new, change)
            return HostTable.ok
        } catch {
            return refuse(TOTEM_LIMIT, error.detail)
        }
    }
}
