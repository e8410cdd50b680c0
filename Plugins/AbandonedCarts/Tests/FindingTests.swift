import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Carts that are left")
struct FindingTests {
    @Test("A cart is found after the idle time, with its items as they were, and not before")
    func found() async throws {
        let carts = try await AbandonedCartShop.open()
        let ada = try await carts.customer("ada@example.com")
        let actor = TotemKernel.Actor.user(ada, roles: [.customer])
        _ = try await carts.shop.cart([("POT-1", 2), ("MUG-1", 3)], by: actor)
        let left = carts.shop.clock.now
        carts.shop.clock.advance(milliseconds: AbandonedCartShop.hour - 1)
        try await carts.runJobs()
        #expect(try await carts.list().isEmpty)
        carts.shop.clock.advance(milliseconds: 300_000)
        try await carts.runJobs()
        let cart = try #require(try await carts.list().first)
        #expect(cart["user_id"] == .integer(ada.value) && cart["email"] == "ada@example.com")
        #expect(cart["value"] == ["amount": 4997, "currency": "USD"])
        #expect(cart["recovered_at"] == .null && cart["updated_at"]?.text == left.description)
        let events = try await carts.shop.files.store.read { tx in
            try tx.query("SELECT subject_id FROM outbox WHERE type = 'x.abandoned-carts.found'") { row in
                try row.get(0, as: Int64.self)
            }
        }
        #expect(events == [try #require(cart["id"]?.integer)])
        // Prices and names change; what was left stays what it was.
        _ = try await carts.shop.files.store.write { tx in
            try tx.execute("UPDATE products SET price = 1, name = 'Other' WHERE sku = 'POT-1'")
        }
        let id = try #require(cart["id"]?.integer)
        let shown = try await carts.send("GET", "/\(id)")
        let items = shown["items"].elements
        #expect(items.map { $0["sku"] } == ["POT-1", "MUG-1"] && items.map { $0["quantity"] } == [2, 3])
        #expect(items[0]["price"] == ["amount": 1999, "currency": "USD"] && items[0]["name"] == "POT-1")
        #expect(shown["value"] == cart["value"] && shown["recovery_link"] == cart["recovery_link"])
        #expect(shown["created_at"] == cart["created_at"])
    }

    @Test("Empty carts, ordered ones and those of who has bought since are not abandoned")
    func others() async throws {
        let carts = try await AbandonedCartShop.open()
        let ada = try await carts.customer("ada@example.com")
        let actor = TotemKernel.Actor.user(ada, roles: [.customer])
        _ = try await carts.shop.cart([])
        _ = try await carts.shop.order(try await carts.shop.cart().token)
        _ = try await carts.shop.cart(by: actor)
        _ = try await carts.shop.order(try await carts.shop.cart(by: actor).token, by: actor)
        let guest = try await carts.shop.cart()
        try await carts.setEmail("buyer@example.com", of: guest.token)
        _ = try await carts.shop.order(try await carts.shop.cart().token)
        try await carts.find()
        #expect(try await carts.list().isEmpty)
    }

    @Test("One that is changed and left again is the same, with what is in it now")
    func again() async throws {
        let carts = try await AbandonedCartShop.open()
        let cart = try await carts.shop.cart()
        try await carts.find()
        let first = try #require(try await carts.list().first)
        #expect(first["email"] == .null && first["user_id"] == .null)
        try await carts.find()
        #expect(try await carts.list() == [first])
        try await carts.setEmail("eve@example.com", of: cart.token)
        try await carts.shop.kernel.write(as: .guest) { tx, context in
            _ = try CartStore.add(LineRequest(.sku("BOWL-1"), quantity: Quantity(1)), to: cart.token, in: tx, context)
        }
        try await carts.find()
        let list = try await carts.list()
        #expect(list.count == 1 && list[0]["id"] == first["id"] && list[0]["recovery_link"] == first["recovery_link"])
        #expect(list[0]["email"] == "eve@example.com")
        #expect(list[0]["value"] == ["amount": 12_000, "currency": "USD"])
        #expect(try await carts.shop.number("SELECT COUNT(*) FROM abandoned_cart_items") == 2)
    }

    @Test("Hundreds of carts are found in short transactions, each once, also where many were left at one moment")
    func many() async throws {
        let carts = try await AbandonedCartShop.open()
        for _ in 0..<230 { _ = try await carts.shop.cart([("MUG-1", 1)]) }
        try await carts.find()
        let sources: SQL = "SELECT COUNT(DISTINCT source_cart_id) FROM abandoned_carts"
        #expect(try await carts.shop.number(sources) == 230)
        #expect(try await carts.shop.number("SELECT COUNT(*) FROM abandoned_cart_items") == 230)
        _ = try await carts.shop.cart([("MUG-1", 1)])
        try await carts.find()
        #expect(try await carts.shop.number(sources) == 231)
        #expect(try await carts.shop.number("SELECT COUNT(*) FROM abandoned_carts") == 231)
    }

    @Test("The idle time is a setting")
    func setting() async throws {
        let carts = try await AbandonedCartShop.open()
        try await carts.shop.enable("abandoned-carts", settings: ["idle_minutes": 120])
        _ = try await carts.shop.cart()
        try await carts.find()
        #expect(try await carts.list().isEmpty)
        try await carts.find()
        #expect(try await carts.list().count == 1)
        for bad: JSONValue in [["idle_minutes": 4], ["storefront_url": "https://shop.example/"], ["keep_days": 0]] {
            let refused = await refusal { try await carts.shop.enable("abandoned-carts", settings: bad) }
            #expect(refused?.kind == .invalid)
        }
    }

    @Test("Of a cart's lines those that other plugins have put in are not its buyer's")
    func othersLines() async throws {
        let carts = try await AbandonedCartShop.open()
        let cart = try await carts.shop.cart([("POT-1", 1), ("MUG-1", 1)])
        _ = try await carts.shop.files.store.write { tx in
            try tx.execute("UPDATE cart_items SET plugin = 'gifts', plugin_key = 'k' WHERE sku = 'MUG-1'")
        }
        try await carts.find()
        #expect(cart.items.count == 2)
        #expect(try await carts.list().first?["value"] == ["amount": 1999, "currency": "USD"])
    }
}
