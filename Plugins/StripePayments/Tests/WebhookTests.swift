import Crypto
import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Webhooks of Stripe")
struct WebhookTests {
    @Test("What is not signed with the secret, or not a moment ago, is refused, and nothing is asked for it")
    func signatures() async throws {
        let shop = try await StripeShop.open()
        let body = try StripeWebhook.body("payment_intent.succeeded", of: "pi_1")
        let now = StripeWebhook.now(shop)
        let good = StripeWebhook.code(now, body)
        let wrong: [String?] = [
            nil, "", "t=\(now)", "v1=\(good)", "t=\(now),v0=\(good)", "t=\(now),v1=\(good.dropLast())",
            "t=\(now),v1=zz\(good.dropFirst(2))",
            "t=\(now),v1=\(StripeWebhook.code(now, body, secret: "whsec_other"))",
            "t=\(now),v1=\(StripeWebhook.code(now, body + [0x20]))",
            "t=\(now + 1),v1=\(good)", "t=\(now),t=\(now),v1=\(good)", "t=x,v1=\(good)",
            "t=-1,v1=\(StripeWebhook.code(-1, body))",
            "t=\(Int64.max),v1=\(StripeWebhook.code(.max, body))",
            "t=\(now - 301),v1=\(StripeWebhook.code(now - 301, body))",
            "t=\(now + 301),v1=\(StripeWebhook.code(now + 301, body))",
            "t=\(now)," + Array(repeating: "v1=\(good)", count: 11).joined(separator: ","),
        ]
        for header in wrong {
            let refused = await refusal { _ = try await shop.webhook(body, header) }
            #expect(refused?.code == "bad-signature", "\(header ?? "none")")
        }
        #expect(shop.stripe.heard.isEmpty)
        let right = [
            "t=\(now),v1=\(good)", "t=\(now),v1=\(good.uppercased())", "v0=x,t=\(now),v1=\(good)",
            // While a secret is being rolled, there are two.
            "t=\(now),v1=\(StripeWebhook.code(now, body, secret: "whsec_other")),v1=\(good)",
            "t=\(now - 300),v1=\(StripeWebhook.code(now - 300, body))",
            "t=\(now + 300),v1=\(StripeWebhook.code(now + 300, body))",
        ]
        for header in right {
            #expect(try await shop.webhook(body, header).json == ["received": true, "known": false], "\(header)")
        }
    }

    @Test("The code is that of another's implementation")
    func knownCode() async throws {
        // openssl dgst -sha256 -hmac whsec_c2VjcmV0, of `1700000000.{"id":"evt_1"}`
        let code = StripeWebhook.code(1_700_000_000, Array(#"{"id":"evt_1"}"#.utf8))
        #expect(code == "ff2a8a6be88730a756b563bd63f1d57e249b0384c4dbec48347b8aa87c137d44")
    }

    @Test("What is signed and no event is refused; an event about something else is received and changes nothing")
    func bodies() async throws {
        let shop = try await StripeShop.open()
        for body in ["", "{", "[]", #"{"id": "evt_1"}"#, #"{"id": 1, "type": "x", "data": {"object": {}}}"#] {
            let refused = await refusal { _ = try await shop.webhook(Array(body.utf8)) }
            #expect(refused?.code == "no-event", "\(body)")
        }
        for object in [
            #"{}"#, #"{"id": "cus_1", "object": "customer"}"#,
            #"{"id": "ch_1", "object": "charge", "payment_intent": null}"#,
        ] {
            let body = #"{"id": "evt_1", "type": "x", "data": {"object": \#(object)}}"#
            #expect(try await shop.webhook(Array(body.utf8))["known"] == false)
        }
        #expect(shop.stripe.heard.isEmpty)
    }

    @Test("Without its secret none is believed")
    func noSecret() async throws {
        let shop = try await PluginShop.open()
        try StripeShop.assemble(into: shop.folder)
        try await shop.enable("stripe", settings: ["secret_key": "sk_test_1", "publishable_key": "pk_test_1"])
        let refused = await refusal {
            _ = try await shop.send("POST", "/webhook", of: "stripe", ["id": "evt_1"], by: .guest)
        }
        #expect(refused?.code == "webhook-not-set-up")
    }

    @Test(
        "A payment that the buyer's bank has confirmed is looked after at once; doubled and reordered, it changes nothing more"
    )
    func doubled() async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut("pm_secure").order
        // What is told is not believed: Stripe still waits for the buyer.
        #expect(try await shop.tell("payment_intent.succeeded")["known"] == true)
        #expect(try await shop.order(order.id).status == .pending)
        shop.stripe.client { $0.succeed() }
        for type in [
            "payment_intent.succeeded", "payment_intent.created", "payment_intent.succeeded", "payment_intent.canceled",
        ] {
            #expect(try await shop.tell(type)["known"] == true)
        }
        let paid = try await shop.order(order.id)
        #expect(paid.status == .open && paid.paymentStatus == .paid && shop.stripe.held == 1999)
        #expect(paid.payments.count == 1)
    }

    @Test("Of many at once one settles the payment")
    func atOnce() async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut("pm_secure").order
        shop.stripe.client { $0.succeed() }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<10 { group.addTask { try await shop.tell("payment_intent.succeeded").status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(try await shop.order(order.id).paymentStatus == .paid)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM payments WHERE status = 'captured'") == 1)
    }

    @Test("An intent of somebody else who has the same account is none of the shop's, whatever its metadata say")
    func anothers() async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut("pm_secure").order
        let asked = shop.stripe.heard.count
        let told = try await shop.tell("payment_intent.succeeded", of: "pi_of_another_shop")
        #expect(told.status == 200 && told["known"] == false)
        #expect(shop.stripe.heard.count == asked)
        #expect(try await shop.order(order.id).status == .pending)
    }

    @Test(
        "Money that comes after the order was cancelled is found by the webhook, and goes back",
        arguments: ["automatic", "manual"]
    )
    func late(capture: String) async throws {
        let shop = try await StripeShop.open(["capture_method": .string(capture)])
        let order = try await shop.checkOut("pm_decline_insufficient_funds").order
        #expect(order.status == .cancelled)
        shop.stripe.change { books in books.intents["pi_1"]?.succeed() }
        #expect(try await shop.tell("payment_intent.succeeded")["known"] == true)
        try await shop.lookAfterAll()
        #expect(shop.stripe.held == 0)
        let after = try await shop.order(order.id)
        #expect(after.paymentStatus == (capture == "manual" ? .voided : .refunded))
    }

    @Test("A refund that Stripe makes later is looked after when its webhook comes")
    func refund() async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut().order
        shop.stripe.trouble("refund", .lie("status", "pending"))
        #expect(try await shop.refund(order, 500).isOutstanding)
        let body = try StripeWebhook.body("refund.updated", of: "re_1", "refund", intent: "pi_1")
        #expect(try await shop.webhook(body)["known"] == true)
        #expect(try await shop.order(order.id).paymentStatus == .partiallyRefunded)
        #expect(!shop.shop.log.has("refund.updated about"))
    }

    @Test("A refund that fails after it was done is told to the owner", arguments: ["refund.failed", "refund.updated"])
    func failedRefund(type: String) async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut().order
        #expect(try await shop.refund(order, 500).failure == nil)
        let body = try StripeWebhook.body(type, of: "re_1", "refund", intent: "pi_1", status: "failed")
        #expect(try await shop.webhook(body)["known"] == true)
        #expect(shop.shop.log.has("\(type) about pi_1: see it in Stripe's dashboard"))
    }
}

/// Webhooks as Stripe sends them.
enum StripeWebhook {
    static func body(
        _ type: String,
        of id: String,
        _ object: String = "payment_intent",
        intent: String? = nil,
        status: String? = nil
    ) throws -> [UInt8] {
        let subject: JSONValue = [
            "id": .string(id), "object": .string(object), "payment_intent": intent.map { .string($0) } ?? .null,
            "status": status.map { .string($0) } ?? .null,
        ]
        let event: JSONValue = ["id": "evt_1", "object": "event", "type": .string(type), "data": ["object": subject]]
        return Array(event.text().utf8)
    }

    static func code(_ time: Int64, _ body: [UInt8], secret: String = StripeShop.webhookSecret) -> String {
        let key = SymmetricKey(data: Data(secret.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(time).".utf8) + body, using: key)
        return code.map { String(format: "%02x", $0) }.joined()
    }

    static func now(_ shop: StripeShop) -> Int64 { shop.shop.clock.now.milliseconds / 1000 }
}

extension StripeShop {
    func tell(_ type: String, of intent: String = "pi_1") async throws -> TestResponse {
        try await webhook(StripeWebhook.body(type, of: intent))
    }

    /// Signed as it should be.
    func webhook(_ body: [UInt8]) async throws -> TestResponse {
        let now = StripeWebhook.now(self)
        return try await webhook(body, "t=\(now),v1=\(StripeWebhook.code(now, body))")
    }

    func webhook(_ body: [UInt8], _ signature: String?) async throws -> TestResponse {
        try await shop.send(
            "POST",
            "/webhook",
            of: "stripe",
            bytes: body,
            headers: signature.map { ["stripe-signature": $0] } ?? [:],
            by: .guest
        )
    }
}
