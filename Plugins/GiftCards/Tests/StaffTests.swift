import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Gift cards in the hands of staff")
struct StaffTests {
    @Test("A card that staff make holds its value, shows its last four, and its code in one answer alone")
    func made() async throws {
        let cards = try await GiftShop.open()
        let answer = try await cards.send(
            "POST",
            "/",
            ["value": ["amount": 2500, "currency": "USD"], "recipient_name": "Bob", "reason": "A broken pot"]
        )
        let id = try #require(answer["id"].integer)
        let code = try #require(answer["code"].text)
        let shown = try await cards.send("GET", "/\(id)")
        #expect(shown["last_four"] == .string(String(code.suffix(4))) && shown["code"] == .null)
        #expect(shown["balance"] == ["amount": 2500, "currency": "USD"] && shown["recipient_name"] == "Bob")
        let movement = try await cards.send("GET", "/\(id)/movements")["data"][0]
        #expect(movement["reason"] == "A broken pot" && movement["kind"] == "issue")
        let found = try await cards.send("GET", "/", query: ["last_four": String(code.suffix(4)).lowercased()])
        #expect(found["data"].elements.map { $0["id"]?.integer } == [id])
    }

    @Test("A repeat with the same Idempotency-Key is the same card, with another code while nobody has used it")
    func repeated() async throws {
        let cards = try await GiftShop.open()
        let make: @Sendable (Int64, String, String) async throws -> TestResponse = { amount, currency, key in
            try await cards.shop.send(
                "POST",
                "/",
                of: "gift-cards",
                ["value": ["amount": .integer(amount), "currency": .string(currency)]],
                headers: ["Idempotency-Key": key]
            )
        }
        let (first, second) = (try await make(500, "USD", "one"), try await make(500, "USD", "one"))
        #expect(first["id"] == second["id"] && first["code"] != second["code"])
        let code = try #require(second["code"].text)
        #expect(
            await refusal { _ = try await cards.shop.cart(codes: [first["code"].text ?? ""]) }?.code == "unknown-code"
        )
        _ = try await cards.shop.order(try await cards.shop.cart(codes: [code]).token)
        #expect(try await make(500, "USD", "one")["code"] == .null)
        #expect(await refusal { _ = try await make(501, "USD", "one") }?.code == "idempotency-key-reused")
        let foreign = await refusal { _ = try await make(500, "EUR", "one") }
        #expect(foreign?.kind == .invalid && foreign?.fields.map(\.field) == ["value.currency"])
        #expect(try await cards.shop.number("SELECT COUNT(*) FROM gift_cards") == 1)
        // One that was switched off meanwhile.
        let id = try #require(try await make(500, "USD", "two")["id"].integer)
        _ = try await cards.send("PATCH", "/\(id)", ["is_active": false])
        #expect(try await make(500, "USD", "two")["code"] == .null)
    }

    @Test("What can't be a card is refused by its fields")
    func refused() async throws {
        let cards = try await GiftShop.open()
        let value: JSONValue = ["amount": 500, "currency": "USD"]
        let cases: [(JSONValue, [String])] = [
            ([:], ["value"]), (["value": 500], ["value"]),
            (["value": ["amount": 0, "currency": "USD"]], ["value.amount"]),
            (["value": ["amount": -1, "currency": "USD"]], ["value.amount"]),
            (["value": ["amount": 1_000_000_000_001, "currency": "USD"]], ["value.amount"]),
            (["value": ["amount": 5, "currency": "usd"]], ["value.currency"]),
            (["value": value, "expires_at": "2020-01-01T00:00:00Z"], ["expires_at"]),
            (["value": value, "expires_at": "soon"], ["expires_at"]), (["value": value, "code": "MINE"], ["code"]),
            (["value": value, "recipient_email": "x"], ["recipient_email"]),
            (["value": value, "message": 7], ["message"]),
        ]
        for (body, fields) in cases {
            #expect(
                await refusal { _ = try await cards.send("POST", "/", body) }?.fields.map(\.field) == fields,
                "\(body)"
            )
        }
        #expect(try await cards.shop.number("SELECT COUNT(*) FROM gift_cards") == 0)
    }

    @Test("Adjustments have a reason and stay within what a card can hold; each is in the statement")
    func adjusted() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(500)
        let adjust: @Sendable (Int64, JSONValue, String) async throws -> TestResponse = { amount, reason, currency in
            let money: JSONValue = ["amount": .integer(amount), "currency": .string(currency)]
            return try await cards.send("POST", "/\(card.id)/adjustments", ["amount": money, "reason": reason])
        }
        #expect(try await adjust(250, "Sorry", "USD")["balance"]["amount"] == 750)
        let most = await refusal { _ = try await adjust(1_000_000_000_000, "x", "USD") }
        #expect(most?.fields.first?.message.contains("would leave 1000000000750") == true)
        #expect(try await adjust(-750, "Fraud", "USD")["balance"]["amount"] == 0)
        for (amount, reason, currency, field) in [
            (-1, "x", "USD", "amount.amount"), (0, "x", "USD", "amount.amount"),
            (Int64.min, "x", "USD", "amount.amount"),
            (Int64.max, "x", "USD", "amount.amount"), (1_000_000_000_001, "x", "USD", "amount.amount"),
            (5, "", "USD", "reason"), (5, "x", "EUR", "amount.currency"),
        ] as [(Int64, String, String, String)] {
            let refused = await refusal { _ = try await adjust(amount, .string(reason), currency) }
            #expect(refused?.fields.map(\.field) == [field], "\(amount)")
        }
        #expect(try await cards.statement(card.id) == ["issue 500", "adjust 250", "adjust -750"])
        try await cards.checkBooks()
    }

    @Test("The statement says who has adjusted a card and why; who is erased is named no more")
    func adjuster() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(500)
        let manager = try await cards.register("max@example.com")
        let body: JSONValue = ["amount": ["amount": 100, "currency": "USD"], "reason": "Sorry"]
        let actor = TotemKernel.Actor.user(manager.id, roles: [.storeManager])
        _ = try await cards.send("POST", "/\(card.id)/adjustments", body, by: actor)
        let movement = { try await cards.send("GET", "/\(card.id)/movements")["data"][1] }
        #expect(try await movement()["reason"] == "Sorry")
        #expect(try await movement()["user_id"] == .integer(manager.id.value))
        let kernel = cards.shop.kernel
        try await kernel.prepareErasure(of: manager.id, kernel.context(for: .system))
        #expect(try await movement()["user_id"] == .null)
    }

    @Test("A new code ends the one before, also in carts that have it")
    func newCode() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(5000)
        let cart = try await cards.shop.cart(codes: [card.code])
        let code = try #require(try await cards.send("POST", "/\(card.id)/code")["code"].text)
        #expect(await refusal { _ = try await cards.shop.cart(codes: [card.code]) }?.code == "unknown-code")
        #expect(try await cards.shop.look(cart.token).totals.tenders.amount == 0)
        #expect(await refusal { _ = try await cards.shop.order(cart.token) }?.code == "unknown-code")
        #expect(try await cards.shop.cart(codes: [code]).totals.tenders.amount == 2749)
    }

    @Test("The list is in pages, newest first; what is no card is not found")
    func lists() async throws {
        let cards = try await GiftShop.open()
        var ids: [Int64?] = []
        for _ in 1...3 { ids.append(try await cards.card(500).id) }
        let page = try await cards.send("GET", "/", query: ["limit": "2"])
        let rest = try await cards.send("GET", "/", query: ["limit": "2", "cursor": page["next_cursor"].text ?? ""])
        #expect((page["data"].elements + rest["data"].elements).map { $0["id"]?.integer } == ids.reversed())
        for id in ["0", "x", "999999"] {
            for (method, path) in [("GET", "/\(id)"), ("GET", "/\(id)/movements"), ("POST", "/\(id)/code")] {
                #expect(
                    await refusal { _ = try await cards.send(method, path) }?.kind == .notFound,
                    "\(method) \(path)"
                )
            }
        }
        #expect(await refusal { _ = try await cards.send("PUT", "/products/999999") }?.kind == .notFound)
        let product = try await cards.product("MUG-1")
        #expect(
            try await cards.send("GET", "/products")["data"].elements.map { $0["sku"]?.text } == ["MUG-1", "BOWL-1"]
        )
        #expect(try await cards.send("PUT", "/products/\(product)").status == 204)
        #expect(try await cards.send("DELETE", "/products/\(product)").status == 204)
        #expect(try await cards.shop.cart([("MUG-1", 1)]).totals.tax.amount > 0)
    }

    @Test("A hundred products can be gift cards, however many are made so at once")
    func mostProducts() async throws {
        let cards = try await GiftShop.open()
        try await cards.shop.files.store.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO products (id, name, slug, sku, price, currency, created_at, updated_at)
                WITH RECURSIVE n (i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 1120)
                SELECT i, 'P', 'p-' || i, 'P-' || i, 1, 'USD', 0, 0 FROM n
                """
            )
            _ = try tx.execute(
                "INSERT INTO gift_card_products (product_id, created_at) SELECT id, 0 FROM products WHERE id BETWEEN 1001 AND 1095"
            )
        }
        let codes = await withTaskGroup(of: String?.self) { group in
            for id in 1096...1115 {
                group.addTask { await refusal { _ = try await cards.send("PUT", "/products/\(id)") }?.code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == "too-many-products" } == 17)
        #expect(try await cards.shop.number("SELECT COUNT(*) FROM gift_card_products") == 100)
        #expect(try await cards.send("PUT", "/products/1001").status == 204)
    }

    @Test("What buyers have written to many cards, and at length, is shown and exported as far as there is room")
    func longest() async throws {
        let cards = try await GiftShop.open()
        let user = try await cards.register("ada@example.com")
        let (order, _) = try await cards.sold([("MUG-1", 20)], by: .user(user.id, roles: [.customer]))
        try await cards.pay(order)
        try await cards.shop.files.store.write { tx in
            _ = try tx.execute(
                "UPDATE gift_cards SET message = $1, recipient_name = $2, recipient_email = 'ada@example.com'",
                String(repeating: "\u{1}", count: 1000),
                String(repeating: "ä", count: 200)
            )
            for _ in 1...4 {
                _ = try tx.execute(
                    """
                    INSERT INTO gift_cards (currency, value, balance, user_id, recipient_email, message, created_at)
                    SELECT currency, value, balance, user_id, recipient_email, message, 0 FROM gift_cards
                    """
                )
            }
        }
        let shown = try await cards.shop.kernel.read(as: .system) { tx, context in
            try OrderStore.get(order.id, in: tx, context).extended(in: tx, context).extensions["gift-cards"]
        }
        #expect(shown?["cards"]?.elements.count == 2 && shown?["has_more"] == true)
        let data = try await cards.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: user.id, in: tx, context).extensions["gift-cards"]
        }
        #expect(data?["bought"]?.elements.count == 100)
        let received = try #require(data?["received"]?.elements.count)
        #expect(received > 10 && received < 100)
    }

    @Test("A customer's export has the cards without codes, and an erased one is forgotten, while the money stays")
    func people() async throws {
        let cards = try await GiftShop.open()
        let user = try await cards.register("Ada@example.com")
        let buyer = TotemKernel.Actor.user(user.id, roles: [.customer])
        let (order, cart) = try await cards.sold(by: buyer)
        try await cards.pay(order)
        let code = try #require(try await cards.codes(of: order, cart).first)
        let gift = try await cards.card(
            500,
            "USD",
            ["recipient_email": "ada@EXAMPLE.com", "message": "For Ada", "reason": "Ada's birthday"]
        )
        // Bought as a guest, with the same e-mail.
        let line = LineRequest(
            .sku("MUG-1"),
            quantity: try Quantity(1),
            properties: try LineProperties(["message": "For Bob"])
        )
        let guest = try await cards.shop.kernel.write(as: .guest) { tx, context in
            try CartStore.create(items: [line], in: tx, context)
        }
        try await cards.pay(try await cards.shop.order(guest.token, email: "ada@example.com"))
        let data = try await cards.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: user.id, in: tx, context).extensions["gift-cards"]
        }
        #expect(data?["bought"]?.elements.map { $0["message"] } == ["For Bob", nil])
        #expect(data?["received"]?.elements.map { $0["message"] } == ["For Ada"])
        #expect(data?.text().contains(code.prefix(9)) == false)

        try await cards.shop.kernel.prepareErasure(of: user.id, cards.shop.kernel.context(for: .system))
        try await cards.shop.kernel.write(as: .system) { tx, context in
            try CustomerErasure.finish(user.id, in: tx, context)
        }
        #expect(try await cards.send("GET", "/\(gift.id)")["recipient_email"] == .null)
        #expect(try await cards.shop.number("SELECT COUNT(*) FROM gift_cards WHERE message IS NOT NULL") == 0)
        #expect(try await cards.shop.number("SELECT COUNT(*) FROM gift_card_movements WHERE reason IS NOT NULL") == 0)
        let bought = try await cards.send("GET", "/", query: ["order": "\(order.id.value)"])["data"][0]
        #expect(bought["user_id"] == .null)
        #expect(try await cards.shop.cart(codes: [code]).totals.tenders.amount == 333)
        try await cards.checkBooks()
    }
}
