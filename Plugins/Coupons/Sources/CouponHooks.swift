import TotemPluginKit

/// What coupons do to carts and orders.
enum CouponHooks {
    static let setting: StaticString = "return_on_full_refund"

    /// `cart.code.validate`: when a code is entered, and again at checkout.
    static func validate(_ call: Call, _ event: CodeEvent) throws {
        let (code, entered) = (event.code, codes(of: event.cart))
        let key = Coupon.key(code)
        let all = entered.contains(code) ? entered : entered + [code]
        let verdicts = try CouponRules.judge(all, of: event.cart, call)
        guard let verdict = verdicts.first(where: { $0.coupon.key == key }) else { return }
        let coupon = verdict.coupon
        guard coupon.isEnteredByCode else { throw coupon.refusal(.automatic) }
        // In other capitals.
        guard !entered.contains(where: { $0 != code && Coupon.key($0) == key }) else { throw coupon.refusal(.entered) }
        if let refusal = verdict.refusal { throw coupon.refusal(refusal) }
        try call.claim()
    }

    /// `cart.discounts`: codes that have become unusable since they were entered take nothing off; checkout says why.
    static func discount(_ call: Call, _ event: CartEvent) throws {
        let cart = event.cart
        let verdicts = try CouponRules.judge(codes(of: cart), of: cart, call).filter { $0.refusal == nil }
        guard !verdicts.isEmpty else { return }
        let purchase = try Purchase(cart, for: verdicts.map(\.coupon), call)
        for verdict in verdicts { try Discounts.take(verdict.coupon, of: purchase, call) }
    }

    /// `order.placed`: each coupon that has taken something off is used once, in the order's own transaction, by their ids: two orders
    /// with the same coupons then never wait for each other in a circle. A code that was entered in vain can be used another time.
    static func redeem(_ call: Call, _ event: OrderEvent) throws {
        let order = event.order
        guard let cart = order.cart else { return }
        let entered = codes(of: cart)
        let keys = entered.map(Coupon.key)
        let found = try CouponStore.find(keys: keys, call)
        for (code, key) in zip(entered, keys) where !found.contains(where: { $0.key == key }) {
            throw Veto("coupon-gone", "The code \(code) does not exist any more; take it out of the cart.")
        }
        let rules = Set(order.adjustments.compactMap { $0.plugin == "coupons" && $0.amount != 0 ? $0.rule : nil })
        let used = found.filter { rules.contains($0.coupon.code) }
        for coupon in used.sorted(by: { $0.id < $1.id }) { try CouponUses.take(coupon, for: order, call) }
    }

    /// `order.transition`: a cancelled order gives its coupons back, and one that is wholly refunded where the setting says so.
    static func release(_ call: Call, _ transition: Transition) throws {
        let isCancelled = transition.which == "status" && transition.to == "cancelled"
        let isRefunded = transition.which == "payment" && transition.to == "refunded"
        guard isCancelled || isRefunded && returnsOnRefund(call) else { return }
        try CouponUses.release(order: transition.order.id, call)
    }

    /// `order.transitioned`: a request that had begun before the plugin was switched on asks it nothing, and may end behind what
    /// `plugin.enabled` has had looked at.
    static func releaseMissed(_ call: Call, _ events: Events) throws {
        let isReturned = returnsOnRefund(call)
        let over = events.events.compactMap(\.order).filter { order in
            order.status == "cancelled" || isReturned && order.paymentStatus == "refunded"
        }
        for order in Set(over.map(\.id)) { try CouponUses.release(order: order, call) }
    }

    /// `plugin.enabled`: what happened meanwhile is looked at by a job, for as long as that takes.
    static func catchUp(_ call: Call, _ event: PluginEvent) throws {
        try CatchingUp.enqueue(call)
    }

    static func returnsOnRefund(_ call: Call) -> Bool { call.setting(setting, as: Bool.self) ?? false }

    /// The codes of the cart that are ours.
    private static func codes(of cart: Cart) -> [String] {
        cart.codes.filter { $0.plugin == "coupons" }.map(\.code)
    }
}
