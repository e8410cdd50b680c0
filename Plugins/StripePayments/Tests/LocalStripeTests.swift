import Foundation
import Testing
import TotemKernel
import TotemTesting

/// Against `localstripe` (`pip install localstripe`), a server by others that stands in for Stripe: where it is installed.
@Suite("With localstripe", .enabled(if: LocalStripe.program != nil, "localstripe is not on the PATH"), .serialized)
struct LocalStripeTests {
    @Test("A card pays, is captured in a part and given back in a part")
    func paying() async throws {
        let (shop, _) = try await Self.open(["capture_method": "manual"])
        let order = try await shop.checkOut(try await shop.cart(), StripeShop.details("pm_card_visa"))
        #expect(order.status == 201 && order["payment_status"] == "authorized", "\(order.json)")
        let path = "/v1/orders/\(order["id"].integer ?? 0)"
        let payment = order["payments"][0]["id"]?.integer ?? 0
        let captured = try await shop.admin.post(
            "\(path)/payments/\(payment)/capture",
            ["amount": ["amount": 1500, "currency": "USD"]]
        )
        #expect(captured["payment_status"] == "partially_paid", "\(captured.json)")
        let refund = try await shop.admin.post("\(path)/refunds", ["amount": ["amount": 400, "currency": "USD"]])
        #expect(refund.status == 201, "\(refund.json)")
        #expect(try await shop.admin.get(path)["payment_status"] == "partially_refunded")
    }

    @Test("What is reserved is given up with its order, and what was paid at once goes back")
    func cancelling() async throws {
        for (capture, status) in [("manual", "voided"), ("automatic", "refunded")] {
            let (shop, _) = try await Self.open(["capture_method": .string(capture)])
            let order = try await shop.checkOut(try await shop.cart(), StripeShop.details("pm_card_visa"))
            let path = "/v1/orders/\(order["id"].integer ?? 0)"
            #expect(try await shop.admin.post("\(path)/transitions", ["to": "cancelled"]).status == 200)
            try await wait(for: "the money") { try await shop.admin.get(path)["payment_status"] == .string(status) }
        }
    }

    @Test("A declined card is told in words, and the cart can be paid with another")
    func declined() async throws {
        let (shop, _) = try await Self.open()
        let cart = try await shop.cart()
        let declined = try await shop.checkOut(cart, StripeShop.details("pm_card_chargeCustomerFail"))
        #expect(
            declined.status == 402
                && declined["detail"] == .string("The card was declined. Ask your bank, or pay in another way.")
        )
        #expect(try await shop.checkOut(cart, StripeShop.details("pm_card_visa")).status == 201)
    }

    @Test("3-D Secure waits for the buyer, and the webhook settles the order without them")
    func secure() async throws {
        let (shop, stripe) = try await Self.open()
        try await stripe.sendWebhooks(to: shop.daemon.url + "/v1/x/stripe/webhook")
        let method = try await stripe.card("4000002500003155")
        let waiting = try await shop.checkOut(try await shop.cart(), StripeShop.details(method))
        #expect(waiting.status == 202)
        let action = waiting["payment"]["action"]
        #expect(action?["next"] == "confirm", "\(waiting.json)")
        let secret = action?["client_secret"]?.text ?? ""
        let intent = secret.components(separatedBy: "_secret_")[0]
        try await stripe.post(
            "/v1/payment_intents/\(intent)/_authenticate",
            ["client_secret": .string(secret), "success": true]
        )
        try await wait(for: "the webhook") { try await shop.orders("open") == 1 }
        // Who fails there is told so.
        let other = try await shop.checkOut(try await shop.cart(), StripeShop.details(method))
        let failing = other["payment"]["action"]?["client_secret"]?.text ?? ""
        let id = failing.components(separatedBy: "_secret_")[0]
        try await stripe.post(
            "/v1/payment_intents/\(id)/_authenticate",
            ["client_secret": .string(failing), "success": false]
        )
        let path = "/v1/orders/\(other["id"].integer ?? 0)/payments/\(other["payment"]["id"]?.integer ?? 0)/confirm"
        let failed = try await shop.admin.post(path)
        #expect(failed.status == 402, "\(failed.json)")
    }

    private static func open(
        _ settings: [String: JSONValue] = [:]
    ) async throws -> (ShopWithStripe, LocalStripe) {
        let stripe = try await LocalStripe()
        let base: [String: JSONValue] = [
            "secret_key": "sk_test_1234", "publishable_key": "pk_test_1234",
            "webhook_secret": .string(StripeShop.webhookSecret), "api_base": .string(stripe.base),
        ]
        return (
            try await ShopWithStripe.open(base.merging(settings) { _, new in new }, stock: 10, budget: 10_000), stripe
        )
    }
}

/// A running localstripe.
private final class LocalStripe: Sendable {
    static let program: String? = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map { "\($0)/localstripe" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    private let process: Process
    private let port: UInt16
    var base: String { "http://api.stripe.com:\(port)" }

    init() async throws {
        // A port that was free a moment ago: localstripe can't take any.
        let server = try TinyServer { _ in nil }
        port = server.port
        server.close()
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program ?? "")
        process.arguments = ["--port", "\(port)", "--from-scratch"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let client = TestClient(url: "http://127.0.0.1:\(port)", token: "sk_test_1234")
        try await wait(for: "the port") { (try? await client.get("/v1/balance")) == nil }
        try process.run()
        try await wait(for: "localstripe") { (try? await client.get("/v1/customers"))?.status == 200 }
    }

    deinit { process.terminate() }

    /// It reads JSON as well as forms.
    @discardableResult
    func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await TestClient(url: "http://127.0.0.1:\(port)", token: "sk_test_1234").post(path, body).json
    }

    /// - Returns: the payment method of a card.
    func card(_ number: String) async throws -> String {
        let card: JSONValue = ["number": .string(number), "exp_month": 12, "exp_year": 2030, "cvc": "123"]
        return try await post("/v1/payment_methods", ["type": "card", "card": card])["id"]?.text ?? ""
    }

    func sendWebhooks(to url: String) async throws {
        try await post("/_config/webhooks/shop", ["url": .string(url), "secret": .string(StripeShop.webhookSecret)])
    }
}
