import Testing
import TotemKernel
import TotemTesting

@Suite("Payments by a provider over HTTP")
struct PaymentTests {
    @Test("A declined card is a 402 with the reason, and the last unit is somebody else's at once")
    func declined() async throws {
        let host = try await PaymentHost.open(stock: 1)
        let (cart, key) = (try await host.cart(withCoupon: true), RandomToken.make())
        let declined = try await host.checkOut(cart, .decline, key: key)
        #expect(declined.status == 402)
        #expect(declined.problem == "payment-declined")
        #expect(declined["detail"] == "The card has no money.")
        let again = try await host.checkOut(cart, .decline, key: key)
        #expect(again.status == 402)
        #expect(again.body == declined.body)
        #expect(again.headers["idempotent-replayed"] == "true")
        #expect(again.headers["content-type"] == "application/problem+json")
        let same = try await host.guest.get("/v1/carts/\(cart)")
        #expect(same["items"][0]["sku"] == "POT-1")
        #expect(same["codes"][0] != .null)
        let changed = try await host.guest.patch("/v1/carts/\(cart)", ["note": "please"])
        #expect(changed.status == 200)
        #expect(try await host.checkOut(try await host.cart()).status == 201)
        #expect(try await host.checkOut(cart, key: RandomToken.make()).problem == "insufficient-stock")
        let state = try await host.state()
        #expect(state.stock == 0)
        #expect(state.couponUses == 0)
        #expect(state.held == state.owed)
    }

    @Test("A buyer who must do something first gets a 202 that says what, and checks out again when it is done")
    func action() async throws {
        let host = try await PaymentHost.open(stock: 1)
        let (cart, key) = (try await host.cart(), RandomToken.make())
        let first = try await host.checkOut(cart, .action, key: key)
        #expect(first.status == 202)
        #expect(first["status"] == "pending")
        #expect(first["payment"]["action"]?["redirect_url"]?.text?.hasPrefix("https://pay.example/") == true)
        #expect(first["held_until"] != .null)
        #expect(try await host.guest.patch("/v1/carts/\(cart)", ["note": "x"]).problem == "cart-checked-out")
        #expect(try await host.checkOut(cart, .action, key: key).status == 202)
        try host.books.finishAction()
        let paid = try await host.checkOut(cart, .action, key: key)
        #expect(paid.status == 201)
        #expect(paid["id"] == first["id"])
        #expect(paid["status"] == "open")
        #expect(paid["payment"] == .null)
        #expect(try await host.checkOut(cart, .action, key: key).headers["idempotent-replayed"] == "true")
        #expect(try await host.state().held == 1999)
    }

    @Test("A buyer who gives a payment up has the cart back, and pays in another way")
    func givenUp() async throws {
        let host = try await PaymentHost.open(stock: 1)
        let cart = try await host.cart(withCoupon: true)
        #expect(try await host.checkOut(cart, .action).status == 202)
        let other = try await host.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
        #expect(other.problem == "payment-outstanding")
        let back = try await host.guest.delete("/v1/carts/\(cart)/checkout")
        #expect(back.status == 200)
        #expect(back["items"][0]["sku"] == "POT-1")
        #expect(try host.books.records().map(\.state) == [.voided])
        #expect(try await host.state().stock == 1)
        #expect(try await host.guest.delete("/v1/carts/\(cart)/checkout").status == 200)
        #expect(try await host.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout).status == 201)
        #expect(try await host.guest.delete("/v1/carts/\(cart)/checkout").problem == "cart-checked-out")
        #expect(try await host.state().couponUses == 1)
    }

    @Test("An order that staff make is paid by a provider too", arguments: [false, true])
    func staffOrder(isDeclined: Bool) async throws {
        let host = try await PaymentHost.open(stock: 1)
        guard case .object(let checkout) = Shop.checkout else { return }
        let order = try await host.admin.post(
            "/v1/orders",
            [
                "items": [["sku": "POT-1", "quantity": 1]], "shipping_address": checkout["shipping_address"] ?? .null,
                "payment": ["method": "folder", "details": isDeclined ? "decline" : "authorize"],
            ]
        )
        #expect(order.status == (isDeclined ? 402 : 201))
        #expect(try await host.state().stock == (isDeclined ? 1 : 0))
        #expect(try await host.state().held == (isDeclined ? 0 : 1999))
    }

    @Test("Staff confirm a payment too, and nobody who is not logged in")
    func confirmed() async throws {
        let host = try await PaymentHost.open(stock: 1)
        let first = try await host.checkOut(try await host.cart(), .action)
        let (order, payment) = (first["id"].integer ?? 0, first["payment"]["id"]?.integer ?? 0)
        let path = "/v1/orders/\(order)/payments/\(payment)/confirm"
        #expect(try await host.guest.post(path).status == 401)
        #expect(try await host.admin.post(path).status == 202)
        try host.books.finishAction()
        let paid = try await host.admin.post(path)
        #expect(paid.status == 200)
        #expect(paid["payment_status"] == "authorized")
    }

    @Test("A payment method that there is not is a 422 with those that there are")
    func unknownMethod() async throws {
        let host = try await PaymentHost.open(stock: 1)
        guard case .object(var body) = Shop.checkout else { return }
        body["payment"] = ["method": "cheque"]
        let answer = try await host.guest.post("/v1/carts/\(try await host.cart())/checkout", .object(body))
        #expect(answer.status == 422)
        #expect(answer["errors"][0]["field"] == "payment.method")
        #expect(answer["errors"][0]["message"] == "must be one of: manual, folder")
        let document = try await host.guest.get("/openapi.json")
        let methods = document["components"]["schemas"]?["PaymentMethod"]?["enum"]
        #expect(methods == ["manual", "folder"])
    }

    @Test("Twenty checkouts of one cart at once are charged once", arguments: [true, false])
    func atOnce(withOneKey: Bool) async throws {
        let host = try await PaymentHost.open(stock: 100)
        let (cart, key) = (try await host.cart(), RandomToken.make())
        let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await host.checkOutPatiently(cart, key: withOneKey ? key : RandomToken.make())
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers.map(\.status)) == [201])
        #expect(Set(answers.map { $0["id"] }).count == 1)
        #expect(try host.books.records().count == 1)
        #expect(host.books.count("authorize") == 1)
        let state = try await host.state()
        #expect(state.held == 1999)
        #expect(state.stock == 99)
    }

    @Test("Captures, refunds and cancellations by staff move the provider's money")
    func staff() async throws {
        let host = try await PaymentHost.open(stock: 2)
        let order = try await host.checkOut(try await host.cart())
        let path = "/v1/orders/\(order["id"].integer ?? 0)"
        let payment = order["payments"][0]["id"]?.integer ?? 0
        #expect(try await host.admin.post("\(path)/payments/\(payment)/capture")["payment_status"] == "paid")
        let refund = try await host.admin.post(
            "\(path)/refunds",
            ["amount": ["amount": 500, "currency": "USD"], "reason": "late"],
            headers: ["Idempotency-Key": "refund-1"]
        )
        #expect(refund.status == 201)
        #expect(refund["refunds"][0]["amount"]?["amount"] == 500)
        #expect(try host.books.records().map(\.held) == [1499])
        #expect(try await host.admin.post("\(path)/transitions", ["to": "cancelled"]).status == 200)
        #expect(try host.books.records().map(\.held) == [0])
        let after = try await host.admin.get(path)
        #expect(after["payment_status"] == "refunded")
        #expect(try await host.state().stock == 2)
    }
}
