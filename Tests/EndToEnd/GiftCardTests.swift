import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Gift cards in a shop that is running")
struct GiftCardTests {
    @Test("A card is sold, paid, given to its buyer once, and pays the next order, over HTTP and the command line")
    func bought() async throws {
        let shop = try await GiftDaemon.open()
        let product = try await shop.product("BOWL-1")
        #expect(try await shop.admin.put("/v1/x/gift-cards/products/\(product)", [:]).status == 204)
        let cart = try await shop.guest.post(
            "/v1/carts",
            ["items": [["sku": "BOWL-1", "quantity": 1, "properties": ["recipient_email": "bob@example.com"]]]]
        )
        let token = try #require(cart["id"].text)
        // Nothing of it is sent, so it needs no address.
        let order = try await shop.guest.post(
            "/v1/carts/\(token)/checkout",
            ["email": "buyer@example.com", "payment": ["method": "manual"]]
        )
        #expect(order.status == 201 && order["total"]["amount"] == 10_001, "\(order.json)")
        let (id, payment) = (order["id"].integer ?? 0, order["payments"][0]["id"]?.integer ?? 0)
        #expect(try await shop.admin.post("/v1/orders/\(id)/payments/\(payment)/capture")["payment_status"] == "paid")
        try await wait(for: "the card") {
            try await shop.admin.get("/v1/orders/\(id)")["extensions"]["gift-cards"]?["cards"]?.elements.count == 1
        }
        let codes = "/v1/x/gift-cards/orders/\(id)/codes"
        #expect(try await shop.guest.post(codes, [:]).status == 404)
        let key = ["Idempotency-Key": "k1"]
        let given = try await shop.guest.post(codes, ["cart": .string(token)], headers: key)
        let code = try #require(given["data"][0]["code"]?.text)
        // No answer is kept from which the code could be read again.
        #expect(try await shop.guest.post(codes, ["cart": .string(token)], headers: key)["data"][0]["code"] == nil)
        let again = try await shop.guest.post("/v1/carts/\(token)/checkout", Shop.checkout)
        let shown = again["extensions"]["gift-cards"]?["cards"]?[0]
        #expect(shown?["last_four"] == .string(String(code.suffix(4))) && shown?["code"] == nil)

        let next = try await shop.guest.post(
            "/v1/carts",
            ["items": [["sku": "POT-1", "quantity": 2]], "codes": [.string(code)]]
        )
        #expect(next["due"]["amount"] == 0 && next["tenders"][0]["amount"]?["amount"] == 3998, "\(next.json)")
        var checkout = Shop.checkout
        if case .object(var members) = checkout {
            members["payment"] = nil
            checkout = .object(members)
        }
        let paid = try await shop.guest.post("/v1/carts/\(next["id"].text ?? "")/checkout", checkout)
        #expect(paid.status == 201 && paid["payment_status"] == "paid" && paid["due"]["amount"] == 0)
        #expect(paid["payments"].elements.map { $0["payment_method"]?.text } == ["gift-cards"])
        #expect(try shop.totem("call", "gift-cards.wrong_balances").hasPrefix("0"))
        let document = try await shop.guest.get("/openapi.json")
        #expect(document["paths"]["/v1/x/gift-cards/{id}/adjustments"]?["post"]?["requestBody"] != nil)
        #expect(!shop.daemon.log.contains("error"))
    }

    @Test("Customers and guests see, make and change no cards")
    func access() async throws {
        let shop = try await GiftDaemon.open()
        let card = try await shop.card(500)
        for (method, path) in [
            ("GET", ""), ("POST", ""), ("GET", "/\(card.id)"), ("PATCH", "/\(card.id)"),
            ("GET", "/\(card.id)/movements"),
            ("POST", "/\(card.id)/adjustments"), ("POST", "/\(card.id)/code"), ("GET", "/products"),
            ("PUT", "/products/1"),
        ] {
            let body: JSONValue? = method == "GET" ? nil : [:]
            #expect(
                try await shop.guest.send(method, "/v1/x/gift-cards\(path)", body).status == 401,
                "\(method) \(path)"
            )
        }
        let staff = shop.daemon.client(token: try shop.totem("key", "create", "--name", "till", "--role", "staff"))
        let value: JSONValue = ["value": ["amount": 500, "currency": "USD"]]
        #expect(try await staff.get("/v1/x/gift-cards").status == 200)
        #expect(try await staff.post("/v1/x/gift-cards", value).status == 403)
    }

    @Test("Fifty buyers at once spend a card to the cent, and never more")
    func fifty() async throws {
        let shop = try await GiftDaemon.open()
        let card = try await shop.card(10 * 1999 + 500)
        var carts: [String] = []
        for _ in 0..<50 { carts.append(try await shop.cart(card.code)) }
        let answers = try await withThrowingTaskGroup(of: TestResponse.self, returning: [TestResponse].self) { group in
            for cart in carts {
                group.addTask { try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let refusals: Set<String?> = ["gift-card-empty", "gift-card-changed"]
        #expect(
            answers.allSatisfy { $0.status == 201 || refusals.contains($0.problem) },
            "\(answers.map(\.problem)) \(shop.daemon.log.suffix(1000))"
        )
        let spent = answers.filter { $0.status == 201 }.map { answer in
            answer["tenders"].elements.reduce(0) { $0 + ($1["amount"]?["amount"]?.integer ?? 0) }
        }
        let left = try #require(try await shop.balance(card.id))
        #expect(spent.reduce(0, +) == 10 * 1999 + 500 - left)
        #expect(answers.count { $0.status == 201 } >= 10)
        try await shop.expectBooksAgree()
    }

    @Test("After kill -9 under buyers every card holds what was put on it less what orders have taken")
    func killed() async throws {
        var shop = try await GiftDaemon.open()
        var cards: [(id: Int64, code: String)] = []
        for _ in 0..<3 { cards.append(try await shop.card(10_000_000)) }
        let answered = AnsweredOrders()
        for round in 1...3 {
            try await withThrowingTaskGroup(of: Void.self) { [shop, cards] group in
                for buyer in 0..<8 {
                    group.addTask {
                        while true {
                            do {
                                let cart = try await shop.cart(cards[buyer % 3].code, cards[(buyer + 1) % 3].code)
                                let order = try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
                                guard order.status == 201, let id = order["id"].integer else { continue }
                                answered.add(id)
                                if buyer == 0 {
                                    _ = try await shop.admin.post("/v1/orders/\(id)/transitions", ["to": "cancelled"])
                                }
                            } catch {
                                // The daemon is gone.
                                return
                            }
                        }
                    }
                }
                try await wait(for: "\(40 * round) orders") { answered.ids.count >= 40 * round }
                await shop.daemon.kill()
            }
            shop = try await shop.reopened()
        }
        try await shop.expectBooksAgree()
        let orders = try await shop.orders()
        #expect(answered.ids.isSubset(of: orders.keys))
        let taken = orders.values.reduce(0, +)
        var left: Int64 = 0
        for card in cards { left += try #require(try await shop.balance(card.id)) }
        #expect(left == 30_000_000 - taken)
        #expect(try shop.totem("call", "gift-cards.wrong_balances").hasPrefix("0"))
    }
}

/// What buyers were told.
private final class AnsweredOrders: Sendable {
    private let state = Mutex<Set<Int64>>([])

    var ids: Set<Int64> { state.withLock { $0 } }

    func add(_ id: Int64) { state.withLock { _ = $0.insert(id) } }
}

/// A daemon with Gift cards on.
private struct GiftDaemon: Sendable {
    let shop: Shop
    /// Keeps the folder of the plugins for as long as the shop is open.
    let plugins: TemporaryFolder

    var daemon: TotemDaemon { shop.daemon }
    var admin: TestClient { shop.admin }
    var guest: TestClient { shop.guest }

    static func open() async throws -> GiftDaemon {
        let plugins = try TemporaryFolder()
        try PluginFixtures.assemble("GiftCards", library: "GiftCards", into: plugins.path)
        let shop = GiftDaemon(shop: try await Shop.open(stock: 100_000, plugins: [plugins.path]), plugins: plugins)
        _ = try shop.totem("plugin", "enable", "gift-cards", "--yes")
        return shop
    }

    func reopened() async throws -> GiftDaemon { GiftDaemon(shop: try await shop.reopened(), plugins: plugins) }

    func totem(_ arguments: String...) throws -> String {
        let folders = shop.pluginFolders.flatMap { ["--plugins", $0] }
        let command = [BuildProducts.path(of: "totem")] + arguments
        let own = arguments.first == "key" ? [] : folders
        return try ChildProcess.run(command + ["--store", shop.files.address] + own)
            .split(separator: "\n").last.map(String.init) ?? ""
    }

    func product(_ sku: String) async throws -> Int64 {
        try #require(try await guest.get("/v1/products/by-sku/\(sku)")["id"].integer)
    }

    func card(_ amount: Int64) async throws -> (id: Int64, code: String) {
        let body: JSONValue = ["value": ["amount": .integer(amount), "currency": "USD"]]
        let answer = try await admin.post("/v1/x/gift-cards", body)
        guard answer.status == 201, let id = answer["id"].integer, let code = answer["code"].text else {
            throw UnexpectedAnswer(answer)
        }
        return (id, code)
    }

    /// A pot in a cart that cards are to pay.
    func cart(_ codes: String...) async throws -> String {
        let body: JSONValue = ["items": [["sku": "POT-1", "quantity": 1]], "codes": .array(codes.map { .string($0) })]
        let cart = try await guest.post("/v1/carts", body)
        guard cart.status == 201, let id = cart["id"].text else { throw UnexpectedAnswer(cart) }
        return id
    }

    func balance(_ card: Int64) async throws -> Int64? {
        try await admin.get("/v1/x/gift-cards/\(card)")["balance"]["amount"]?.integer
    }

    /// What cards have paid of each order that stands.
    func orders() async throws -> [Int64: Int64] {
        try await shop.files.store.read { tx in
            let rows = try tx.query(
                "SELECT id, CASE WHEN status = 'cancelled' THEN 0 ELSE tender_amount END FROM orders"
            ) {
                (try $0.get(0, as: Int64.self), try $0.get(1, as: Int64.self))
            }
            return Dictionary(uniqueKeysWithValues: rows)
        }
    }

    /// Balances are the sums of their movements, and movements those of the orders' payments.
    func expectBooksAgree() async throws {
        let books = try await shop.books()
        #expect(books.wrongOrders.isEmpty && books.addUp(to: 100_000))
        let wrong = try await shop.files.store.read { tx in
            try tx.query(
                """
                SELECT id FROM gift_cards WHERE balance <>
                  (SELECT COALESCE(SUM(amount), 0) FROM gift_card_movements WHERE gift_card_id = gift_cards.id)
                UNION ALL
                SELECT id FROM payments WHERE payment_method = 'gift-cards' AND refunded_amount - amount <>
                  (SELECT COALESCE(SUM(amount), 0) FROM gift_card_movements WHERE payment_id = payments.id)
                """
            ) { try $0.get(0, as: Int64.self) }
        }
        #expect(wrong == [])
    }
}
