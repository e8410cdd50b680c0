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
        if discount.target == TOTEM_DISCOUNT_SHIPPING { return addShippingDiscount(discount, words, to: discounts) }
        guard discount.target == TOTEM_DISCOUNT_LINES else {
            return refuse(TOTEM_INVALID, "a discount has no target \(discount.target)")
        }
        let cart = discounts.cart
        let line = discount.line == 0 ? nil : discounts.lines[discount.line]
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

    /// What there is of it is known when shipping has a price.
    private func addShippingDiscount(
        _ discount: totem_discount,
        _ words: (label: String, rule: String?),
        to discounts: CartEffects<Adjustment>
    ) -> totem_status {
        guard discount.line == 0 else { return refuse(TOTEM_INVALID, "a discount of shipping is for no line") }
        let adjustment = Adjustment(
            kind: .shippingDiscount,
            source: plugin.name,
            hook: HookPoint.cartDiscounts.rawValue,
            rule: words.rule,
            label: words.label,
            amount: Money(-discount.amount, discounts.cart.currency)
        )
        discounts.append(adjustment)
        return HostTable.ok
    }
}
