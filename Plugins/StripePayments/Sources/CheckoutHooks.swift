import TotemPluginKit

/// Who may pay by card at all.
enum CheckoutHooks {
    private static let method = "stripe.card"

    /// `payment.methods`: not before the owner has set the keys.
    static func offer(_ call: Call, _ event: MethodsEvent) throws {
        guard !Settings.areComplete(call), event.methods.contains(where: { $0.name == method }) else { return }
        try call.hideMethod(method)
    }

    /// `checkout.validate`: what Stripe would not take is refused before anything is sold.
    static func validate(_ call: Call, _ event: CheckoutEvent) throws {
        let order = event.order
        guard order.paymentMethod == method else { return }
        do {
            let due = order.total - order.tenders
            let amount = try StripeAmount(due, order.currency, digits: Int(order.currencyDigits))
            if let problem = amount.limitProblem { throw problem }
        } catch let problem as AmountProblem {
            throw Veto.field("payment.method", "is not possible: what is to be paid \(problem.message)")
        }
    }
}
