import TotemPluginKit

/// `/v1/x/stripe/methods`: the cards that a customer has saved, and nobody else's. They are kept at Stripe alone.
enum SavedMethodRoutes {
    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/methods", for: .customer, in: .outside, list)
        try registry.route(.delete, "/methods/{id}", for: .customer, in: .outside, delete)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        let owner = try Owner(call, request)
        guard let customer = owner.customer else { return try answer([], call) }
        do {
            let query = [("customer", customer), ("type", "card"), ("limit", "100")]
            let found: StripeList<SavedMethod> = try owner.stripe.get("/v1/payment_methods", query)
            try answer(found.data, call)
        } catch let refusal as StripeRefusal where refusal.isMissing {
            try call.transaction { call in try StripeCustomers.forget(customer, call) }
            try answer([], call)
        }
    }

    private static func answer(_ methods: [SavedMethod], _ call: Call) throws {
        let cards = methods.compactMap { method in method.card.map { (id: method.id, card: $0) } }
        let shown = cards.map { id, card in
            var json = JSONObject()
            json.add("id", id)
            json.add("brand", card.brand)
            json.add("last4", card.last4)
            json.add("exp_month", card.expMonth)
            json.add("exp_year", card.expYear)
            return json
        }
        var json = JSONObject()
        json.add("data", shown)
        try call.respond(json: json.text)
    }

    private static func delete(_ call: Call, _ request: Request) throws {
        let id = try request.parameter("id")
        let owner = try Owner(call, request)
        guard StripeID.isMethod(id), let customer = owner.customer else { throw notFound }
        do {
            let method: SavedMethod = try owner.stripe.get("/v1/payment_methods/\(id)")
            guard method.customer == customer else { throw notFound }
            let _: StripeObject = try owner.stripe.post("/v1/payment_methods/\(id)/detach", key: nil)
            try call.respondNothing()
        } catch let refusal as StripeRefusal where refusal.isMissing {
            throw notFound
        }
    }

    private static var notFound: Veto { Veto("not-found", "You have saved no such card.", status: 404) }
}

/// Who asks for their cards.
private struct Owner {
    let stripe: StripeClient
    /// Nil: they have saved none.
    let customer: String?

    init(_ call: Call, _ request: Request) throws {
        guard let user = request.userID else {
            throw Veto("no-customer", "Only who is logged in has saved cards; an API key has none.", status: 403)
        }
        guard let stripe = StripeClient(call) else {
            throw Veto("stripe-not-set-up", Declines.unavailable, status: 503)
        }
        self.stripe = stripe
        customer = try call.transaction { call in try StripeCustomers.customer(of: user, call) }
    }
}

extension StripeRefusal {
    fileprivate var isMissing: Bool { status == 404 || problem.code == "resource_missing" }
}
