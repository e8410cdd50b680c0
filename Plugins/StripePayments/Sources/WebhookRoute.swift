import TotemPluginKit

/// `POST /v1/x/stripe/webhook`: Stripe tells that something became of a payment.
///
/// Only that it did is taken from it: the shop asks Stripe itself what. So it does not matter how often something is told, in
/// which order, or what it says.
enum WebhookRoute {
    static func register(_ registry: Registry) throws {
        try registry.route(.post, "/webhook", for: .anyone, in: .outside, receive)
    }

    private static func receive(_ call: Call, _ request: Request) throws {
        try check(call, request)
        guard let event = StripeEvent(json: request.body) else {
            throw Veto("no-event", "The body is no event of Stripe's.")
        }
        if event.needsPeople {
            call.log(.warning, "\(event.type) about \(event.intent ?? "a payment"): see it in Stripe's dashboard")
        }
        let isKnown = try event.intent.map { try look(after: $0, call) } ?? false
        var receipt = JSONObject()
        receipt.add("received", true)
        receipt.add("known", isKnown)
        try call.respond(json: receipt.text)
    }

    private static func check(_ call: Call, _ request: Request) throws {
        guard let secret = Settings.webhookSecret(call) else {
            throw Veto("webhook-not-set-up", "The shop's owner has set no webhook_secret.", status: 404)
        }
        guard let header = request.header("Stripe-Signature"), let signature = WebhookSignature(header) else {
            throw Veto("bad-signature", "The header Stripe-Signature is missing, or is none.", status: 401)
        }
        guard signature.isFresh(at: call.now) else {
            throw Veto(
                "bad-signature",
                "It was signed more than \(WebhookSignature.tolerance / 60) minutes from now.",
                status: 401
            )
        }
        let code = try call.hmacSHA256(key: Array(secret.utf8), message: signature.message(request.body))
        guard signature.codes.contains(where: { Secret.equal($0, code) }) else {
            throw Veto("bad-signature", "It was not signed with the shop's webhook_secret.", status: 401)
        }
    }

    /// - Returns: false for a payment that is not the shop's: the account may have others.
    private static func look(after intent: String, _ call: Call) throws -> Bool {
        guard let key = try call.transaction({ call in try StripeStore.key(ofIntent: intent, call) }) else {
            return false
        }
        do {
            try call.paymentChanged("card", key)
            return true
        } catch let error as HostError where error.isNotFound {
            return false
        } catch is HostError {
            // Stripe tells it again.
            throw Veto("try-again", "The shop can't look after it now.", status: 503)
        }
    }
}
