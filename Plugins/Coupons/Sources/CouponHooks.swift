import TotemPluginKit

/// What coupons do to carts and orders.
enum CouponHooks {
    /// `cart.code.validate`
    static func validate(_ call: Call, _ event: CodeEvent) throws {
        let (cart, code) = (event.cart, event.code)
        guard let stored = try CouponStore.find(code: code, call) else { return }
        guard !isEntered(code, in: cart) else {
            throw Veto("coupon-entered", "The code \(stored.coupon.code) is in this cart already.", status: 409)
        }
        if let refusal = stored.coupon.refusal(subtotal: cart.subtotal, at: call.now) { throw refusal }
        guard !stored.isUsedUp else { throw stored.usedUp }
        try call.claim()
    }

    /// `cart.discounts`: codes that have become unusable since they were entered take nothing off; checkout says why.
    static func discount(_ call: Call, _ event: CartEvent) throws {
        let cart = event.cart
        for code in codes(of: cart) {
            guard let stored = try CouponStore.find(code: code, call), !stored.isUsedUp,
                stored.coupon.refusal(subtotal: cart.subtotal, at: call.now) == nil
            else { continue }
            let amount = stored.coupon.discount(subtotal: cart.discountable, left: cart.leftToDiscount)
            guard amount > 0 else { continue }
            try call.takeOff(amount, label: stored.coupon.code, rule: stored.coupon.code)
        }
    }

    /// `order.placed`: each code of the order is used once, in the order's own transaction, by the coupons' ids: two orders
    /// with the same codes then never wait for each other in a circle.
    static func redeem(_ call: Call, _ event: OrderEvent) throws {
        let order = event.order
        guard let cart = order.cart else { return }
        let coupons = try codes(of: cart).map { code in
            guard let stored = try CouponStore.find(code: code, call) else {
                throw Veto("coupon-gone", "The code \(code) does not exist any more; take it out of the cart.")
            }
            return stored
        }
        for coupon in coupons.sorted(by: { $0.id < $1.id }) {
            guard try CouponStore.redeem(coupon, for: order, call) else { throw coupon.usedUp }
        }
    }

    /// `order.transition`: a cancelled order gives its coupons back.
    static func release(_ call: Call, _ transition: Transition) throws {
        guard transition.which == "status", transition.to == "cancelled" else { return }
        try CouponStore.release(order: transition.order.id, call)
    }

    /// Whether the same coupon was entered before in other capitals. Each coupon counts once.
    private static func isEntered(_ code: String, in cart: Cart) -> Bool {
        codes(of: cart).contains { $0 != code && Coupon.key($0) == Coupon.key(code) }
    }

    /// The codes of the cart that are ours.
    private static func codes(of cart: Cart) -> [String] {
        cart.codes.filter { $0.plugin == "coupons" }.map(\.code)
    }
}
