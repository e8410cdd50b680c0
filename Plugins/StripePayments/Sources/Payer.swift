import TotemPluginKit

/// Has one payment paid, or given up: the steps of the hooks of payments.
struct Payer {
    let call: Call
    let stripe: StripeClient
    /// As it was when the hook began.
    let payment: StoredPayment

    init(_ call: Call, _ stripe: StripeClient, _ payment: StoredPayment) {
        self.call = call
        self.stripe = stripe
        self.payment = payment
    }

    /// Nil for a payment that was never begun.
    /// - Throws: ``Unclear`` without a secret key.
    init?(_ call: Call, _ event: PaymentEvent) throws {
        guard let payment = try call.transaction({ call in try StripeStore.find(key: event.key, call) }) else {
            return nil
        }
        guard let stripe = StripeClient(call) else {
            throw Unclear("there is no secret_key: set it again to have what is open settled")
        }
        self.init(call, stripe, payment)
    }

    /// The payment as Stripe has it now; nil where none was written down: then none can be paid.
    func intent() throws -> PaymentIntent? {
        guard let id = payment.intent else { return nil }
        return try intent(id)
    }

    func intent(_ id: String) throws -> PaymentIntent {
        do {
            let intent: PaymentIntent = try stripe.get("/v1/payment_intents/\(id)")
            return try intent.checked(against: payment)
        } catch let refusal as StripeRefusal {
            throw Unclear("\(id) can't be asked about, maybe with the key of another account: \(refusal.description)")
        }
    }

    /// Makes the intent, unless it was, and writes down its name before anybody can pay it.
    func make(orderNumber: String, customer user: Int64?) throws -> PaymentIntent {
        if let intent = try intent() { return intent }
        var customer = payment.customer
        if payment.savesMethod, customer == nil, let user { customer = try makeCustomer(for: user) }
        var fields = [
            ("amount", "\(payment.amount)"), ("currency", payment.currency), ("payment_method_types[]", "card"),
            ("capture_method", payment.captureMethod), ("metadata[payment]", payment.key),
            ("metadata[order]", orderNumber),
        ]
        if let customer { fields.append(("customer", customer)) }
        if let method = payment.method { fields.append(("payment_method", method)) }
        if payment.savesMethod { fields.append(("setup_future_usage", "on_session")) }
        let made: PaymentIntent = try stripe.post("/v1/payment_intents", fields, key: payment.key)
        let intent = try made.checked(against: payment)
        try call.transaction { call in try StripeStore.setIntent(intent.id, of: payment.key, call) }
        return intent
    }

    /// Asks for the money, or has the client ask for it where the buyer has given no card yet.
    func pay(_ intent: PaymentIntent, by wish: PaymentWish) throws -> PaymentAnswer {
        guard case .open = intent.standing else { return try answer(intent) }
        guard let method = wish.method else { return try show(intent) }
        let path = "/v1/payment_intents/\(intent.id)"
        if intent.paymentMethod != method {
            let _: PaymentIntent = try stripe.post(path, [("payment_method", method)], key: nil)
        }
        let count = try call.transaction { call in try StripeStore.countConfirmation(of: payment.key, call) }
        guard let count else { return try close(nil, intent) }
        do {
            let confirmed: PaymentIntent = try stripe.post(path + "/confirm", key: "\(payment.key)-confirm-\(count)")
            guard confirmed.id == intent.id else {
                throw Unclear("Stripe has answered with another payment than \(intent.id)")
            }
            return try answer(try confirmed.checked(against: payment))
        } catch let refusal as StripeRefusal where refusal.isOfCard {
            return try close(refusal.problem, intent)
        } catch let refusal as StripeRefusal where refusal.problem.code == "payment_intent_unexpected_state" {
            // It was confirmed before, by the client or by a request whose answer was lost.
            return try answer(try self.intent(intent.id))
        }
    }

    /// The client gets what it needs to go on: to have the buyer confirm, or to collect a card.
    func show(_ intent: PaymentIntent) throws -> PaymentAnswer {
        guard try call.transaction({ call in try StripeStore.show(payment.key, call) }) else {
            return try close(nil, intent)
        }
        return .action(json: try action(for: intent))
    }

    /// There is to be no further attempt.
    /// - Parameter problem: why the last one has failed; nil: there was none, or the shop wants no money any more.
    func close(_ problem: StripeProblem?, _ intent: PaymentIntent? = nil) throws -> PaymentAnswer {
        try call.transaction { call in try StripeStore.giveUp(payment.key, call) }
        let declined = PaymentAnswer.declined(reason: problem.map(Declines.words) ?? Declines.notMade)
        // One that no client knows can't be paid by anybody any more.
        guard payment.isShown, let id = intent?.id ?? payment.intent else { return declined }
        let closed = try cancel(id)
        if closed.isCanceled { return declined }
        // It was paid at that moment.
        guard case .settled(let answer) = closed.standing else {
            throw Unclear("\(id) was not cancelled, and is \(closed.status)")
        }
        return answer
    }

    /// Gives up what is not paid, or what is reserved. Without a key: a repeat does nothing more, and a refusal that Stripe keeps
    /// with a key would be said again when the payment could be given up.
    /// - Returns: the payment as it is now: it may be paid already.
    func cancel(_ id: String) throws -> PaymentIntent {
        do {
            let canceled: PaymentIntent = try stripe.post("/v1/payment_intents/\(id)/cancel", key: nil)
            return try canceled.checked(against: payment)
        } catch is StripeRefusal {
            return try intent(id)
        }
    }

    /// What Stripe will not do is decided, and stays so: the owner reads why in the log, the buyer what to do.
    func unlessRefused(_ body: () throws -> PaymentAnswer) throws -> PaymentAnswer {
        do {
            return try body()
        } catch let refusal as StripeRefusal {
            call.log(.error, refusal.description)
            if refusal.problem.param == "customer", let customer = payment.customer {
                try call.transaction { call in try StripeCustomers.forget(customer, call) }
            }
            let closed = try close(refusal.problem)
            guard case .declined = closed, refusal.isOfShop else { return closed }
            return .unavailable
        }
    }

    /// What the client does with it, says the README: `confirm` is `stripe.handleNextAction`, `pay` the Payment Element.
    func action(for intent: PaymentIntent) throws -> String {
        var action = JSONObject()
        action.add("type", "stripe")
        switch intent.standing {
        case .open(let problem):
            action.add("next", "pay")
            // Why the last attempt failed, for the buyer.
            if let problem { action.add("error", Declines.words(for: problem)) }
        default: action.add("next", "confirm")
        }
        if let secret = intent.clientSecret { action.add("client_secret", secret) }
        if let key = Settings.publishableKey(call) { action.add("publishable_key", key) }
        return action.text
    }

    private func answer(_ intent: PaymentIntent) throws -> PaymentAnswer {
        switch intent.standing {
        case .settled(let answer): answer
        case .waitsForBuyer: try show(intent)
        case .open(let problem): try close(problem, intent)
        }
    }

    private func makeCustomer(for user: Int64) throws -> String {
        let fields = [("metadata[customer]", "\(user)")]
        let made: StripeObject = try stripe.post("/v1/customers", fields, key: payment.key + "-customer")
        return try call.transaction { call in
            let customer = try StripeCustomers.keep(made.id, of: user, call)
            try StripeStore.setCustomer(customer, of: payment.key, call)
            return customer
        }
    }
}
