import TotemPluginKit

/// A buyer pays: `payment.authorize`, `payment.confirm`, `payment.retrieve`.
///
/// The money is one PaymentIntent of Stripe's, which takes it once, however often it is asked to. It is made first, which costs
/// nobody anything, and written down; only then may it be paid, by this plugin or by the buyer's client. So who looks after
/// whoever was stopped in between finds either no intent in the table, and then nothing was or ever will be paid, or its name
/// to ask Stripe by.
enum PaymentHooks {
    /// `payment.authorize`
    static func authorize(_ call: Call, _ event: PaymentEvent) throws {
        guard let wish = PaymentWish(details: event.details) else { return try call.answer(.badDetails) }
        guard let stripe = StripeClient(call) else { return try call.answer(.unavailable) }
        do {
            let amount = try StripeAmount(event.amount, event.currency, digits: Int(event.currencyDigits))
            if let problem = amount.limitProblem { throw problem }
            let payment = try call.transaction { call in try StripeStore.payment(of: event, amount, wish, call) }
            let payer = Payer(call, stripe, payment)
            try call.answer(
                try payer.unlessRefused {
                    guard !payment.isGivenUp else { return try payer.close(nil) }
                    let intent = try payer.make(orderNumber: event.orderNumber, customer: event.customerID)
                    return try payer.pay(intent, by: wish)
                }
            )
        } catch let problem as AmountProblem {
            try call.answer(.declined(reason: "The order \(problem.message)."))
        }
    }

    /// `payment.confirm`: the buyer has confirmed to their bank, has paid by the client, or sends another card.
    static func confirm(_ call: Call, _ event: PaymentEvent) throws {
        guard let wish = PaymentWish(details: event.details) else { return try call.answer(.badDetails) }
        guard let payer = try Payer(call, event), let intent = try payer.intent() else {
            return try call.answer(.notMade)
        }
        try call.answer(
            try payer.unlessRefused {
                switch intent.standing {
                case .settled(let answer): answer
                case .waitsForBuyer: try payer.show(intent)
                case .open where wish.method != nil: try payer.pay(intent, by: wish)
                // The card that was sent has failed at the buyer's bank.
                case .open(let problem) where payer.payment.confirmations > 0: try payer.close(problem)
                case .open: try payer.show(intent)
                }
            }
        )
    }

    /// `payment.retrieve`: what has become of it. It begins nothing.
    static func retrieve(_ call: Call, _ event: PaymentEvent) throws {
        guard let payer = try Payer(call, event), let intent = try payer.intent() else {
            return try call.answer(.unknown)
        }
        switch intent.standing {
        case .settled(let answer): try call.answer(answer)
        // Nobody but this plugin could have it paid, and it does not: it is as if nobody had been asked.
        case .open where !payer.payment.isShown: try call.answer(.unknown)
        case .open, .waitsForBuyer: try call.answer(.action(json: try payer.action(for: intent)))
        }
    }
}

extension PaymentAnswer {
    static let notMade = PaymentAnswer.declined(reason: Declines.notMade)
    static let unavailable = PaymentAnswer.declined(reason: Declines.unavailable)
    static let badDetails = PaymentAnswer.declined(
        reason: "payment.details must be {\"payment_method\": \"pm_…\", \"save\": true or false}, or be left out."
    )
}
