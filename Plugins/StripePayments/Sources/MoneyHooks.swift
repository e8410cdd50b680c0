import TotemPluginKit

/// What staff do with a payment: `payment.capture`, `payment.void`, `payment.refund`.
enum MoneyHooks {
    /// `payment.capture`: all that is reserved, or a part of it; Stripe gives the rest back then.
    static func capture(_ call: Call, _ event: PaymentEvent) throws {
        let (payer, id, operation) = try begun(call, event)
        let key = payer.payment.key
        do {
            let amount = try StripeAmount(event.amount, event.currency, digits: Int(event.currencyDigits))
            guard try call.transaction({ call in try StripeStore.claimCapture(operation, of: key, call) }) else {
                return try call.answer(.capturedOnce)
            }
            try call.answer(try payer.capture(amount, of: id, operation))
        } catch let problem as AmountProblem {
            try call.answer(.declined(reason: "What is to be taken \(problem.message)."))
        }
    }

    /// `payment.void`: what is reserved, or a payment that nobody may make any more.
    static func void(_ call: Call, _ event: PaymentEvent) throws {
        try call.transaction { call in try giveUp(event, call) }
        guard let payer = try Payer(call, event), let id = payer.payment.intent else { return try call.answer(.done) }
        let intent = try payer.cancel(id)
        switch intent.status {
        case "canceled": try call.answer(.done)
        case "succeeded" where payer.payment.captureMethod == "manual" && intent.isPartlyCaptured:
            // What was left was given up when the part was taken.
            try call.answer(.done)
        case "succeeded": try call.answer(.declined(reason: "The payment is paid already: give it back instead."))
        case "processing": try call.answer(.pending)
        default: throw Unclear("\(id) was not cancelled, and is \(intent.status)")
        }
    }

    /// `payment.refund`: what was taken, or a part of it.
    static func refund(_ call: Call, _ event: PaymentEvent) throws {
        let (payer, id, operation) = try begun(call, event)
        do {
            let amount = try StripeAmount(event.amount, event.currency, digits: Int(event.currencyDigits))
            try call.answer(try payer.refund(amount, of: id, operation))
        } catch let problem as AmountProblem {
            try call.answer(.declined(reason: "What is to be given back \(problem.message)."))
        }
    }

    /// From here on nobody begins to pay it, whoever was stopped before.
    private static func giveUp(_ event: PaymentEvent, _ call: Call) throws {
        do {
            let amount = try StripeAmount(event.amount, event.currency, digits: Int(event.currencyDigits))
            _ = try StripeStore.payment(of: event, amount, PaymentWish(), call)
            try StripeStore.giveUp(event.key, call)
        } catch is AmountProblem {
            // Then none could ever be made.
        }
    }

    private static func begun(
        _ call: Call,
        _ event: PaymentEvent
    ) throws -> (payer: Payer, intent: String, operation: String) {
        guard let payer = try Payer(call, event), let id = payer.payment.intent, let operation = event.operationKey
        else { throw Unclear("the payment \(event.transactionID ?? event.key) is not in this plugin's table") }
        return (payer, id, operation)
    }
}

extension PaymentAnswer {
    fileprivate static let capturedOnce = PaymentAnswer.declined(
        reason:
            "Stripe takes the money of a card payment once, or a part of it: what was left is not reserved any more."
    )
}

extension Payer {
    /// - Parameter operation: the shop's key, which tells a repeat.
    fileprivate func capture(_ amount: StripeAmount, of id: String, _ operation: String) throws -> PaymentAnswer {
        do {
            let fields = [("amount_to_capture", "\(amount.value)")]
            let intent: PaymentIntent = try stripe.post("/v1/payment_intents/\(id)/capture", fields, key: operation)
            return try captured(amount, try intent.checked(against: payment))
        } catch let refusal as StripeRefusal {
            // Also for a repeat whose answer Stripe keeps no more: the payment itself tells.
            let intent = try intent(id)
            guard intent.status != "succeeded" else { return try captured(amount, intent) }
            try call.transaction { call in try StripeStore.releaseCapture(operation, of: payment.key, call) }
            guard !intent.isCanceled else {
                return .declined(reason: "The authorization has expired or was given up: nothing is reserved any more.")
            }
            return .declined(reason: refusal.forStaff)
        }
    }

    private func captured(_ amount: StripeAmount, _ intent: PaymentIntent) throws -> PaymentAnswer {
        guard intent.status == "succeeded" else { return .pending }
        if let received = intent.amountReceived, received != amount.value {
            throw Unclear("\(intent.id) has \(received) taken, and the shop has asked for \(amount.value)")
        }
        return .done
    }

    /// Looks first whether Stripe knows of it: its keys are forgotten after a day, and the shop asks for as long as it takes.
    fileprivate func refund(_ amount: StripeAmount, of id: String, _ operation: String) throws -> PaymentAnswer {
        if let made = try refund(of: id, operation) { return made.answer }
        do {
            let fields = [
                ("payment_intent", id), ("amount", "\(amount.value)"), ("metadata[operation]", operation),
            ]
            let made: StripeRefund = try stripe.post("/v1/refunds", fields, key: operation)
            return made.answer
        } catch let refusal as StripeRefusal {
            return .declined(reason: refusal.forStaff)
        }
    }

    /// - Throws: ``Unclear`` when Stripe refuses to say: it may give the money back all the same.
    private func refund(of id: String, _ operation: String) throws -> StripeRefund? {
        do {
            return try lookUpRefund(of: id, operation)
        } catch let refusal as StripeRefusal {
            throw Unclear(
                "refunds of \(id) can't be asked about, maybe with the key of another account: \(refusal.description)"
            )
        }
    }

    private func lookUpRefund(of id: String, _ operation: String) throws -> StripeRefund? {
        var after: String?
        repeat {
            var query = [("payment_intent", id), ("limit", "100")]
            if let after { query.append(("starting_after", after)) }
            let page: StripeList<StripeRefund> = try stripe.get("/v1/refunds", query)
            if let found = page.data.first(where: { $0.operation == operation }) { return found }
            after = page.hasMore ? page.data.last?.id : nil
        } while after != nil
        return nil
    }
}

extension StripeRefund {
    fileprivate var answer: PaymentAnswer {
        switch status {
        case "succeeded": .done
        case "failed": .declined(reason: "Stripe could not give it back: \(failureReason ?? "without a reason").")
        case "canceled": .declined(reason: "It was cancelled at Stripe.")
        // `pending`, `requires_action`, and what a later Stripe may have.
        default: .pending
        }
    }
}
