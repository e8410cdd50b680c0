internal import CTotem
internal import TotemKernel

extension CallFrame {
    func addDiscount(_ pointer: UnsafePointer<totem_discount>?) -> totem_status {
        guard let discounts = effects(.addDiscount, CartEffects<Adjustment>.self) else { return HostTable.misuse }
        guard let (discount, words) = read(pointer, for: discounts) else { return totem_status(TOTEM_INVALID) }
        guard discounts.countOfTurn < Self.largestAmountCount else { return refuseMoreDiscounts() }
        if discount.target == TOTEM_DISCOUNT_SHIPPING { return addShippingDiscount(discount, words, to: discounts) }
        let cart = discounts.cart
        let line = discount.line == 0 ? nil : discounts.lines[discount.line]
        guard discount.line == 0 || line != nil else {
            return refuse(TOTEM_INVALID, "the cart has no line \(discount.line)")
        }
        let left = discounts.sheet.left(ofLine: line)
        guard discount.amount <= left else {
            return refuse(TOTEM_LIMIT, "a discount of \(discount.amount) is more than what is left, \(left)")
        }
        let adjustment = adjustment(discount, words, in: cart, itemID: line.map { cart.items[$0].id })
        return add(adjustment, to: discounts) { _ = $0.take(discount.amount, offLine: line) }
    }

    func spreadDiscount(
        _ pointer: UnsafePointer<totem_discount>?,
        _ ids: UnsafePointer<Int64>?,
        _ count: Int
    ) -> totem_status {
        guard let discounts = effects(.spreadDiscount, CartEffects<Adjustment>.self) else { return HostTable.misuse }
        guard let (discount, words) = read(pointer, for: discounts) else { return totem_status(TOTEM_INVALID) }
        guard discounts.countOfTurn < Self.largestAmountCount else { return refuseMoreDiscounts() }
        guard let ids, (1...discounts.cart.items.count).contains(count), discount.line == 0,
            discount.target == TOTEM_DISCOUNT_LINES
        else { return refuse(TOTEM_INVALID, "a discount is spread over lines of the cart, and is for nothing else") }
        var lines: Set<Int> = []
        for id in UnsafeBufferPointer(start: ids, count: count) {
            guard let line = discounts.lines[id] else { return refuse(TOTEM_INVALID, "the cart has no line \(id)") }
            guard lines.insert(line).inserted else { return refuse(TOTEM_INVALID, "the line \(id) is named twice") }
        }
        let left = discounts.sheet.left(ofLines: lines)
        guard discount.amount <= left else {
            return refuse(TOTEM_LIMIT, "a discount of \(discount.amount) is more than what is left, \(left)")
        }
        let shares = discounts.sheet.shares(of: discount.amount, overLines: lines)
        var adjustment = adjustment(discount, words, in: discounts.cart)
        adjustment.shares = shares.map { -$0 }
        return add(adjustment, to: discounts) { $0.take(shares) }
    }

    /// - Returns: nil when it makes no sense; then ``lastError`` says why.
    private func read(
        _ pointer: UnsafePointer<totem_discount>?,
        for discounts: CartEffects<Adjustment>
    ) -> (totem_discount, (label: String, rule: String?))? {
        guard let discount = totem_discount.read(pointer) else {
            lastError = "a discount needs its size: {.size = sizeof(totem_discount), …}"
            return nil
        }
        guard let words = words(discount.label, discount.rule) else { return nil }
        guard discount.amount > 0 else {
            lastError = "a discount must be above 0, not \(discount.amount)"
            return nil
        }
        guard [TOTEM_DISCOUNT_LINES, TOTEM_DISCOUNT_SHIPPING].contains(Int(discount.target)) else {
            lastError = "a discount has no target \(discount.target)"
            return nil
        }
        return (discount, words)
    }

    private func refuseMoreDiscounts() -> totem_status {
        refuse(TOTEM_LIMIT, "at most \(Self.largestAmountCount) discounts can be added")
    }

    private func adjustment(
        _ discount: totem_discount,
        _ words: (label: String, rule: String?),
        in cart: Cart,
        as kind: Adjustment.Kind = .discount,
        itemID: CartItem.ID? = nil
    ) -> Adjustment {
        Adjustment(
            kind: kind,
            source: plugin.name,
            hook: HookPoint.cartDiscounts.rawValue,
            rule: words.rule,
            label: words.label,
            itemID: itemID,
            amount: Money(-discount.amount, cart.currency)
        )
    }

    /// What there is of it is known when shipping has a price.
    private func addShippingDiscount(
        _ discount: totem_discount,
        _ words: (label: String, rule: String?),
        to discounts: CartEffects<Adjustment>
    ) -> totem_status {
        guard discount.line == 0 else { return refuse(TOTEM_INVALID, "a discount of shipping is for no line") }
        discounts.append(adjustment(discount, words, in: discounts.cart, as: .shippingDiscount))
        return HostTable.ok
    }
}
