import Testing
import TotemKernel
import TotemTesting

@Suite("kill -9 in a payment by Stripe")
struct KilledStripeTests {
    /// Where the daemon is killed: while Stripe is asked for a step, which is then lost, done long after, or done already.
    struct Point: Sendable, CustomTestStringConvertible {
        let step: String
        let delivery: FakeStripe.Delivery
        var testDescription: String { "\(step) \(delivery)" }
        var isPaid: Bool { step == "confirm" && delivery == .done }
    }

    private static func points(_ steps: [String]) -> [Point] {
        steps.flatMap { step in FakeStripe.Delivery.allCases.map { Point(step: step, delivery: $0) } }
    }

    @Test(
        "The buyer who sends the request again is charged once, and gets one order and one answer",
        arguments: points(["create", "confirm"])
    )
    func repeated(point: Point) async throws {
        let killed = try await Killed(at: point)
        defer { killed.gate.open() }
        let answer = try await killed.shop.checkOutPatiently(killed.cart, Killed.details, key: killed.key)
        // Meanwhile the shop may have found out by itself that nothing was paid, and released it.
        #expect(answer.status == 201 || answer.status == 402 && !point.isPaid)
        try await killed.check(isPaid: answer.status == 201)
        if answer.status == 402 {
            let bought = try await killed.shop.checkOutPatiently(killed.cart, Killed.details, key: RandomToken.make())
            #expect(bought.status == 201)
        }
        try await killed.check(isPaid: true)
        let again = try await killed.shop.checkOut(killed.cart, Killed.details, key: killed.key)
        #expect(again.status == answer.status && again.body == answer.body)
        try await killed.checkAfterDelivery(isPaid: true)
    }

    @Test(
        "Without the buyer it is settled after the next start: charged once, or not at all",
        arguments: points(["create", "confirm"])
    )
    func settled(point: Point) async throws {
        let killed = try await Killed(at: point)
        defer { killed.gate.open() }
        try await wait(for: "no order that is pending") { try await killed.shop.orders("pending") == 0 }
        try await killed.check(isPaid: point.isPaid)
        try await killed.checkAfterDelivery(isPaid: point.isPaid)
    }

    @Test(
        "A capture and a refund that were killed in the middle are done once",
        arguments: points(["capture", "refund"])
    )
    func staff(point: Point) async throws {
        let isCapture = point.step == "capture"
        let stripe = try FakeStripe()
        var settings = StripeShop.settings(stripe)
        if isCapture { settings["capture_method"] = "manual" }
        let shop = try await ShopWithStripe.open(settings)
        let order = try await shop.checkOutPatiently(
            try await shop.cart(),
            Killed.details,
            key: RandomToken.make()
        )
        #expect(order.status == 201)
        let path = "/v1/orders/\(order["id"].integer ?? 0)"
        let payment = order["payments"][0]["id"]?.integer ?? 0
        let gate = Gate()
        defer { gate.open() }
        stripe.trouble(point.step, .held(gate, point.delivery))
        let request = Task {
            isCapture
                ? try? await shop.admin.post("\(path)/payments/\(payment)/capture")
                : try? await shop.admin.post("\(path)/refunds", ["amount": ["amount": 500, "currency": "USD"]])
        }
        try await wait(for: "Stripe") { stripe.steps.last == point.step }
        await shop.daemon.kill()
        _ = await request.value
        let again = try await shop.reopened()
        let status: JSONValue = isCapture ? "paid" : "partially_refunded"
        try await wait(for: "the money") { try await again.admin.get(path)["payment_status"] == status }
        gate.open()
        try await wait(for: "what was late") { stripe.answered == stripe.steps.count }
        #expect(stripe.held == (isCapture ? 1999 : 1499))
        #expect(stripe.refunds.count == (isCapture ? 0 : 1))
    }
}

/// A daemon that was killed while Stripe was asked for something, and runs again.
private struct Killed {
    static let details = StripeShop.details("pm_card_visa")

    let shop: ShopWithStripe
    let stripe: FakeStripe
    let cart: String
    let key: String
    let gate = Gate()

    init(at point: KilledStripeTests.Point) async throws {
        let stripe = try FakeStripe()
        let first = try await ShopWithStripe.open(StripeShop.settings(stripe))
        let (cart, key) = (try await first.cart(), RandomToken.make())
        stripe.trouble(point.step, .held(gate, point.delivery))
        let request = Task { try? await first.checkOut(cart, Self.details, key: key) }
        try await wait(for: "Stripe") { stripe.steps.last == point.step }
        if point.delivery == .done {
            try await wait(for: "the books") { point.step == "create" ? stripe.intent != nil : stripe.held == 1999 }
        }
        await first.daemon.kill()
        _ = await request.value
        shop = try await first.reopened()
        (self.stripe, self.cart, self.key) = (stripe, cart, key)
    }

    func check(isPaid: Bool) async throws {
        #expect(try await shop.orders("pending") == 0)
        #expect(try await shop.orders("open") == (isPaid ? 1 : 0))
        #expect(try await shop.stock() == (isPaid ? 0 : 1))
        #expect(stripe.held == (isPaid ? 1999 : 0))
    }

    /// What was held comes now, long after all was settled.
    func checkAfterDelivery(isPaid: Bool) async throws {
        gate.open()
        try await wait(for: "what was late") { stripe.answered == stripe.steps.count }
        try await check(isPaid: isPaid)
    }
}
