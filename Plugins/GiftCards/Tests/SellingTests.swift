import Crypto
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Gift cards that are sold")
struct SellingTests {
    @Test("It is sold without tax, shipping and address, also by staff, and other lines are not")
    func untaxed() async throws {
        let cards = try await GiftShop.open()
        let alone = try await cards.shop.cart([("MUG-1", 2)])
        #expect(alone.totals.total.amount == 666 && !alone.items[0].ships)
        // 1999 and 500 with a tenth, and the card.
        let mixed = try await cards.shop.cart([("POT-1", 1), ("MUG-1", 1)])
        #expect(mixed.totals.total.amount == 1999 + 200 + 500 + 50 + 333)
        let order = try await cards.shop.kernel.write(as: .system) { tx, context in
            let line = LineRequest(.sku("BOWL-1"), quantity: try Quantity(1))
            return try PlaceOrder.place(StaffOrderRequest(lines: [.init(line)]), in: tx, context)
        }
        #expect(order.totals.total.amount == 10_001 && order.totals.tax.amount == 0)
    }

    @Test("One card for each unit when the order is paid, and none before, however often that is told")
    func issued() async throws {
        let cards = try await GiftShop.open(settings: ["expires_after_days": 30])
        let (order, _) = try await cards.sold([("MUG-1", 3), ("POT-1", 1), ("BOWL-1", 1)])
        try await cards.tell()
        #expect(try await cards.balances(of: order) == [])
        let part = try await cards.capture(1, of: order)
        try await cards.tell()
        #expect(try await cards.balances(of: order) == [])
        try await cards.pay(part)
        #expect(try await cards.balances(of: order) == [333, 333, 333, 10_001])
        // All that happened is told once more, as after a crash.
        let readers = try await cards.shop.files.store.write { tx in
            try tx.execute("UPDATE feed_readers SET xid = 0, event_id = 0 WHERE name LIKE '%gift-cards%'")
        }
        #expect(readers == 1)
        try await cards.tell()
        #expect(try await cards.balances(of: order) == [333, 333, 333, 10_001])
        let shown = try await cards.send("GET", "/", query: ["order": "\(order.id.value)"])["data"][0]
        #expect(shown["expires_at"] == "2026-12-24T09:30:00.000Z" && shown["last_four"] == .null)
        try await cards.checkBooks()
    }

    @Test("A card is worth what was paid for it, to the cent, whatever else was taken off")
    func worth() async throws {
        let cards = try await GiftShop.open()
        // Three for 10.00.
        let (order, _) = try await cards.sold([("MUG-1", 3)])
        try await cards.reprice(order, total: 1200, discount: 200)
        try await cards.pay(order)
        #expect(try await cards.balances(of: order) == [333, 333, 334])
        // What is given away for less than a cent each is worth nothing.
        let (cheap, _) = try await cards.sold([("MUG-1", 3)])
        try await cards.reprice(cheap, total: 2)
        try await cards.pay(cheap)
        #expect(try await cards.balances(of: cheap) == [])
    }

    @Test("No discount is taken off a gift card")
    func undiscounted() async throws {
        let cards = try await GiftShop.open()
        let cart = try await cards.shop.cart([("MUG-1", 1), ("POT-1", 1)])
        #expect(cart.items.map { $0.flags.contains(.noDiscount) } == [true, false])
    }

    @Test("Of an order with many cards ten are shown, and that there are more", arguments: [10, 11] as [Int64])
    func shownOfMany(quantity: Int64) async throws {
        let cards = try await GiftShop.open()
        let (order, _) = try await cards.sold([("MUG-1", quantity)])
        try await cards.pay(order)
        let shown = try await cards.shop.kernel.read(as: .system) { tx, context in
            try OrderStore.get(order.id, in: tx, context).extended(in: tx, context).extensions["gift-cards"]
        }
        #expect(shown?["cards"]?.elements.count == 10)
        #expect(shown?["has_more"] == .boolean(quantity > 10))
    }

    @Test("The buyer is given the code once: a guest by the cart, a customer by the session, nobody else")
    func codes() async throws {
        let cards = try await GiftShop.open()
        let (order, cart) = try await cards.sold([("MUG-1", 2)])
        #expect(try await cards.codes(of: order, cart) == [])
        try await cards.pay(order)
        let path = "/orders/\(order.id.value)/codes"
        let other = try await cards.shop.cart()
        for (body, actor) in [
            (JSONValue.object([:]), TotemKernel.Actor.guest), (["cart": .string(other.token)], .guest),
            (["cart": "1"], .guest), ([:], .user(User.ID(77), roles: [.customer])), ([:], .system),
        ] {
            #expect(await refusal { _ = try await cards.send("POST", path, body, by: actor) }?.kind == .notFound)
        }
        let codes = try await cards.codes(of: order, cart)
        #expect(Set(codes).count == 2)
        #expect(try await cards.codes(of: order, cart) == [])
        let again = try await cards.send("POST", path, ["cart": .string(cart.token)])
        let lastFours = again["data"].elements.map { $0["last_four"]?.text }
        #expect(Set(lastFours) == Set(codes.map { String($0.suffix(4)) }))
        #expect(try await cards.shop.cart(codes: [codes[0]]).totals.tenders.amount == 333)

        let user = try await cards.register("ada@example.com")
        let (own, _) = try await cards.sold(by: .user(user.id, roles: [.customer]))
        try await cards.pay(own)
        let given = try await cards.send(
            "POST",
            "/orders/\(own.id.value)/codes",
            [:],
            by: .user(user.id, roles: [.customer])
        )
        #expect(given["data"].elements.map { $0["code"]?.text != nil } == [true])
    }

    @Test("A code is 20 characters that nobody mistakes, and kept as its hash alone")
    func kept() async throws {
        let cards = try await GiftShop.open()
        var seen: Set<Character> = []
        for _ in 1...20 {
            let card = try await cards.card(500)
            let plain = card.code.filter { $0 != "-" }
            #expect(plain.count == 20 && card.code.split(separator: "-").map(\.count) == [4, 4, 4, 4, 4])
            seen.formUnion(plain)
            let hash = try await cards.shop.files.store.read { tx in
                try tx.first("SELECT code_hash FROM gift_cards WHERE id = $1", card.id) {
                    try $0.get(0, as: String.self)
                }
            }
            let key = SymmetricKey(data: Array("gift-card".utf8))
            let code = HMAC<SHA256>.authenticationCode(for: Array(plain.utf8), using: key)
            #expect(code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == hash)
            // It is found however it is typed.
            _ = try await cards.shop.cart(codes: [" \(plain.lowercased()) "])
        }
        #expect(seen.isDisjoint(with: "01OILU") && seen.count > 25)
    }

    @Test("An order shows its cards, without their codes")
    func shown() async throws {
        let cards = try await GiftShop.open()
        let (order, cart) = try await cards.sold()
        try await cards.pay(order)
        let look: @Sendable () async throws -> JSONValue? = {
            try await cards.shop.kernel.read(as: .system) { tx, context in
                try OrderStore.get(order.id, in: tx, context).extended(in: tx, context).extensions["gift-cards"]
            }
        }
        #expect(try await look()?["cards"]?[0]["value"] == ["amount": 333, "currency": "USD"])
        let code = try #require(try await cards.codes(of: order, cart).first)
        let shown = try #require(try await look())
        #expect(shown["cards"]?[0]["last_four"] == .string(String(code.suffix(4))))
        #expect(!shown.text().contains(code.prefix(9)))
    }

    @Test("For whom it is stands in the line's properties; what is wrong there is named, and too many are refused")
    func recipients() async throws {
        let cards = try await GiftShop.open()
        let put: @Sendable (JSONValue, Int64) async throws -> Cart = { properties, quantity in
            try await cards.shop.kernel.write(as: .guest) { tx, context in
                let line = LineRequest(
                    .sku("MUG-1"),
                    quantity: try Quantity(quantity),
                    properties: try LineProperties(properties),
                    path: "items[0]."
                )
                return try CartStore.create(items: [line], in: tx, context)
            }
        }
        let long = String(repeating: "x", count: 1001)
        let wrong: [JSONValue] = [
            ["recipient_email": "nobody"], ["recipient_email": "a b@example.com"], ["recipient_email": 7],
            ["recipient_name": .string(long)], ["message": .string(long)], ["message": ["a"]],
        ]
        for properties in wrong {
            #expect(await refusal { _ = try await put(properties, 1) }?.fields.map(\.field) == ["items[0].properties"])
        }
        #expect(await refusal { _ = try await put([:], 101) }?.fields.map(\.field) == ["items[0].quantity"])
        let cart = try await put(["recipient_email": "Bob@Example.com", "message": "Hi\n<b>", "wrap": "gold"], 1)
        let order = try await cards.shop.order(cart.token)
        try await cards.pay(order)
        let card = try await cards.send("GET", "/", query: ["order": "\(order.id.value)"])["data"][0]
        #expect(card["recipient_email"] == "bob@example.com" && card["message"] == "Hi\n<b>")
        #expect(card["recipient_name"] == .null)
    }

    @Test("More cards than fit into one transaction are made by a job, each once")
    func many() async throws {
        let cards = try await GiftShop.open()
        let order = try await cards.shop.kernel.write(as: .system) { tx, context in
            let line = LineRequest(.sku("MUG-1"), quantity: try Quantity(250))
            return try PlaceOrder.place(StaffOrderRequest(lines: [.init(line)]), in: tx, context)
        }
        try await cards.pay(order)
        #expect(try await cards.shop.number("SELECT COUNT(*) FROM gift_cards") == 250)
        #expect(try await cards.shop.number("SELECT SUM(balance) FROM gift_cards") == 250 * 333)
        try await cards.checkBooks()
    }

    @Test("What was sold stays a gift card when the product is deleted before it is paid")
    func deletedProduct() async throws {
        let cards = try await GiftShop.open()
        let (order, _) = try await cards.sold()
        let product = try await cards.product("MUG-1")
        try await cards.shop.kernel.write(as: .system) { tx, _ in
            try ProductStore.delete(Product.ID(product), in: tx)
        }
        #expect(try await cards.send("GET", "/products")["data"].elements.count == 1)
        try await cards.pay(order)
        #expect(try await cards.balances(of: order) == [333])
    }
}

extension GiftShop {
    func register(_ email: String) async throws -> User {
        try await shop.kernel.write(as: .guest) { tx, context in
            let new = try NewUser(email: try Email(email), passwordHash: "x", firstName: "Ada")
            return try CustomerStore.register(new, in: tx, context)
        }
    }
}
