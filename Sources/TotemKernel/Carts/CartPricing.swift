/// What a cart costs: its lines, what the plugins take off, and the totals.
enum CartPricing {
    /// Adjustments that plugins may add to one cart.
    private static let largestAdjustmentCount = 256

    /// - Throws: ``KernelError`` when the amounts are too large, or a plugin's answer makes no sense.
    static func price(
        _ record: CartRecord,
        _ contents: CartContents,
        in call: HookCall,
        _ hooks: any HookSet
    ) throws -> Cart {
        let items = contents.items
        var subtotal = Money.zero(record.currency)
        for item in items { subtotal = try subtotal + item.total }
        let bare = cart(record, contents, [], Totals(subtotal: subtotal, discount: .zero(record.currency)))
        let buyable = bare.buyable
        guard !buyable.items.isEmpty else { return bare }
        let adjustments = try hooks.discounts(for: buyable, in: call)
        guard !adjustments.isEmpty else { return bare }
        let discount = try discount(of: adjustments, upTo: subtotal)
        return cart(record, contents, adjustments, Totals(subtotal: subtotal, discount: discount))
    }

    /// The sum of the discounts as a positive amount.
    private static func discount(of adjustments: [Adjustment], upTo subtotal: Money) throws -> Money {
        guard adjustments.count <= largestAdjustmentCount else { throw KernelError.tooManyAdjustments }
        var sum = Money.zero(subtotal.currency)
        for adjustment in adjustments {
            guard adjustment.kind == .discount, adjustment.amount.amount <= 0 else {
                throw KernelError.badAdjustment(adjustment, "is not a discount")
            }
            sum = try sum - adjustment.amount
            guard sum.amount <= subtotal.amount else {
                throw KernelError.badAdjustment(adjustment, "takes off more than the cart is worth")
            }
        }
        return sum
    }

    private static func cart(
        _ record: CartRecord,
        _ contents: CartContents,
        _ adjustments: [Adjustment],
        _ totals: Totals
    ) -> Cart {
        Cart(
            id: record.id,
            token: record.token,
            userID: record.userID,
            currency: record.currency,
            items: contents.items,
            codes: contents.codes,
            adjustments: adjustments,
            totals: totals,
            orderID: record.orderID,
            version: record.version
        )
    }
}

extension Totals {
    /// Without shipping and taxes, which no plugin adds yet. The discount is at most the subtotal.
    fileprivate init(subtotal: Money, discount: Money) {
        self.init(
            subtotal: subtotal,
            discount: discount,
            shipping: .zero(subtotal.currency),
            tax: .zero(subtotal.currency),
            total: Money(subtotal.amount - discount.amount, subtotal.currency)
        )
    }
}

extension KernelError {
    fileprivate static var tooManyAdjustments: KernelError {
        KernelError(.unavailable, "plugin-failed", "The active plugins add too many adjustments to this cart.")
    }

    fileprivate static func badAdjustment(_ adjustment: Adjustment, _ why: String) -> KernelError {
        KernelError(
            .unavailable,
            "plugin-failed",
            "The plugin \(adjustment.source) added '\(adjustment.label)', which \(why). Ask the shop to look at it."
        )
    }
}
