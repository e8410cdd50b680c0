import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Carts that come back")
struct RecoveryTests {
    @Test("The link makes a cart of the same things at today's prices, the same one when it is followed again")
    func link() async throws {
        let carts = try await AbandonedCartShop.open()
        _ = try await carts.shop.cart([("POT-1", 2), ("MUG-1", 3)])
        try await carts.find()
        let left = try #require(try await carts.list().first)
        _ = try await carts.shop.files.store.write { tx in
            try tx.execute("UPDATE products SET price = 1000 WHERE sku = 'POT-1'")
        }
        let answer = try await carts.follow(left)
        #expect(answer.status == 200 && answer["missing"] == [])
        let token = try #require(answer["cart"].text)
        let cart = try await carts.shop.look(token)
        #expect(cart.items.map(\.quantity.value) == [2, 3])
        #expect(cart.totals.subtotal.amount == 2999)
        #expect(try await carts.follow(left)["cart"] == .string(token))
        for wrong in ["x", String(repeating: "0", count: 48)] {
            #expect(
                await refusal { _ = try await carts.send("GET", "/recover/\(wrong)", by: .guest) }?.kind == .notFound
            )
        }
    }

    @Test("A restored cart that is left again is the abandoned one still, with what is in it then")
    func leftAgain() async throws {
        let carts = try await AbandonedCartShop.open()
        _ = try await carts.shop.cart([("POT-1", 2)])
        try await carts.find()
        let left = try #require(try await carts.list().first)
        let token = try #require(try await carts.follow(left)["cart"].text)
        try await carts.shop.kernel.write(as: .guest) { tx, context in
            _ = try CartStore.add(LineRequest(.sku("MUG-1"), quantity: Quantity(1)), to: token, in: tx, context)
        }
        try await carts.find()
        let list = try await carts.list()
        #expect(list.map { $0["id"] } == [left["id"]])
        #expect(list.first?["value"] == ["amount": 4331, "currency": "USD"])
        #expect(try await carts.follow(left)["cart"] == .string(token))
    }

    @Test("What can't be bought any more is told of; when nothing can, there is no cart")
    func missing() async throws {
        let carts = try await AbandonedCartShop.open()
        _ = try await carts.shop.cart([("POT-1", 2), ("MUG-1", 3)])
        try await carts.find()
        let left = try #require(try await carts.list().first)
        let count: SQL = "SELECT COUNT(*) FROM carts"
        let before = try await carts.shop.number(count)
        _ = try await carts.shop.files.store.write { tx in try tx.execute("UPDATE products SET is_active = 0") }
        #expect(await refusal { _ = try await carts.follow(left) }?.code == "nothing-left")
        #expect(try await carts.shop.number(count) == before)
        _ = try await carts.shop.files.store.write { tx in
            try tx.execute("UPDATE products SET is_active = 1 WHERE sku = 'POT-1'")
        }
        let answer = try await carts.follow(left)
        #expect(answer["missing"] == [["sku": "MUG-1", "name": "MUG-1", "quantity": 3]])
        // Whoever looks at links in mails before their reader does learns no more than the reader.
        let again = try await carts.follow(left)
        #expect(again["missing"] == answer["missing"] && again["cart"] == answer["cart"])
        #expect(try await carts.shop.look(try #require(answer["cart"].text)).items.map(\.sku) == ["POT-1"])
    }

    @Test("Of what is sold out, or less than was wanted, only what is there comes into the cart, which can be bought")
    func soldOut() async throws {
        let carts = try await AbandonedCartShop.open()
        _ = try await carts.shop.cart([("POT-1", 2), ("MUG-1", 3), ("BOWL-1", 1)])
        try await carts.find()
        let left = try #require(try await carts.list().first)
        for (sku, count) in [("POT-1", 0), ("MUG-1", 2)] as [(String, Int64)] {
            try await carts.shop.kernel.write(as: .system) { tx, context in
                let change = StockAdjustment(sku: sku, warehouseID: nil, change: .to(count), reason: "counted")
                _ = try InventoryStore.adjust(change, by: context.actor, in: tx, at: context.now)
            }
        }
        let answer = try await carts.follow(left)
        #expect(
            answer["missing"] == [
                ["sku": "POT-1", "name": "POT-1", "quantity": 2], ["sku": "MUG-1", "name": "MUG-1", "quantity": 1],
            ]
        )
        let order = try await carts.shop.order(try #require(answer["cart"].text))
        #expect(order.items.map(\.sku) == ["MUG-1", "BOWL-1"] && order.items.map(\.quantity.value) == [2, 1])
    }

    @Test(
        "Of one thing in several lines no more comes into the cart than there is; what is missing is told once a line"
    )
    func oneThingInSeveralLines() async throws {
        let carts = try await AbandonedCartShop.open()
        let cart = try await carts.shop.cart([("BOWL-1", 1), ("POT-1", 3)])
        for text in ["Ada", "Bob"] {
            try await carts.shop.kernel.write(as: .guest) { tx, context in
                let properties = try LineProperties(["engraving": .string(text)])
                let line = LineRequest(.sku("MUG-1"), quantity: try Quantity(3), properties: properties)
                _ = try CartStore.add(line, to: cart.token, in: tx, context)
            }
        }
        try await carts.find()
        let left = try #require(try await carts.list().first)
        for (sku, count) in [("POT-1", 2), ("MUG-1", 4)] as [(String, Int64)] {
            try await carts.shop.kernel.write(as: .system) { tx, context in
                let change = StockAdjustment(sku: sku, warehouseID: nil, change: .to(count), reason: "counted")
                _ = try InventoryStore.adjust(change, by: context.actor, in: tx, at: context.now)
            }
        }
        _ = try await carts.shop.files.store.write { tx in
            try tx.execute("UPDATE products SET is_active = 0 WHERE sku = 'POT-1'")
        }
        let answer = try await carts.follow(left)
        #expect(
            answer["missing"] == [
                ["sku": "POT-1", "name": "POT-1", "quantity": 3], ["sku": "MUG-1", "name": "MUG-1", "quantity": 2],
            ]
        )
        let order = try await carts.shop.order(try #require(answer["cart"].text))
        #expect(order.items.map(\.sku) == ["BOWL-1", "MUG-1", "MUG-1"])
        #expect(order.items.map(\.quantity.value) == [1, 3, 1])
    }

    @Test("By its id it is there for its customer and the staff, and for nobody else")
    func owners() async throws {
        let carts = try await AbandonedCartShop.open()
        let ada = try await carts.customer("ada@example.com")
        let bob = try await carts.customer("bob@example.com")
        let owner = TotemKernel.Actor.user(ada, roles: [.customer])
        _ = try await carts.shop.cart(by: owner)
        _ = try await carts.shop.cart()
        try await carts.find()
        let list = try await carts.list()
        let own = try #require(list.first { $0["user_id"] != .null }?["id"]?.integer)
        let guests = try #require(list.first { $0["user_id"] == .null }?["id"]?.integer)
        let key = TotemKernel.Actor.key(APIKey.ID(1), role: .customer)
        for actor in [.user(bob, roles: [.customer]), key] {
            for id in [own, guests] {
                let refused = await refusal { _ = try await carts.send("POST", "/\(id)/recover", by: actor) }
                #expect(refused?.kind == .notFound)
            }
        }
        let answer = try await carts.send("POST", "/\(own)/recover", by: owner)
        let cart = try await carts.shop.look(try #require(answer["cart"].text))
        #expect(cart.userID == ada)
        #expect(try await carts.send("POST", "/\(guests)/recover", by: .key(APIKey.ID(1), role: .staff)).status == 200)
    }

    @Test("The link leads to the storefront where there is one")
    func storefront() async throws {
        let carts = try await AbandonedCartShop.open()
        let url: JSONValue = "https://shop.example/cart?id={cart}&from=mail"
        try await carts.shop.enable("abandoned-carts", settings: ["storefront_url": url])
        _ = try await carts.shop.cart()
        try await carts.find()
        #expect(try await carts.follow(try #require(try await carts.list().first)).status == 303)
        #expect(try await carts.shop.number("SELECT COUNT(*) FROM carts") == 2)
    }

    @Test("The order that follows is known: of the cart, of the restored one, of the same buyer", arguments: 0..<4)
    func recovered(way: Int) async throws {
        let carts = try await AbandonedCartShop.open()
        let ada = try await carts.customer("ada@example.com")
        let actor = way == 2 ? TotemKernel.Actor.user(ada, roles: [.customer]) : .guest
        let cart = try await carts.shop.cart(by: actor)
        if way == 3 { try await carts.setEmail("buyer@example.com", of: cart.token) }
        let other = try await carts.shop.cart([("MUG-1", 1)])
        try await carts.find()
        let left = try #require(try await carts.list().last)
        var bought = cart.token
        if way == 1 { bought = try #require(try await carts.follow(left)["cart"].text) }
        if way >= 2 { bought = try await carts.shop.cart([("BOWL-1", 1)], by: actor).token }
        let order = try await carts.shop.order(bought, by: actor)
        try await carts.tell()
        let recovered = try await carts.list(recovered: true)
        #expect(recovered.count == 1)
        #expect(recovered.first?["id"] == left["id"] && recovered.first?["order_id"] == .integer(order.id.value))
        #expect(recovered.first?["recovered_at"]?.text == order.createdAt.description)
        #expect(try await carts.list(recovered: false).count == 1)
        #expect(await refusal { _ = try await carts.follow(left) }?.code == "cart-recovered")
        // Told again, and later orders, change nothing.
        let later = try await carts.shop.order(try await carts.shop.cart(by: actor).token, by: actor)
        try await carts.tell()
        #expect(try await carts.list(recovered: true) == recovered)
        #expect(other.items.count == 1)

        // What was cancelled has recovered nothing; where the same buyer has ordered again, that order has.
        try await carts.shop.move(order.id, to: .cancelled)
        try await carts.tell()
        let next = try await carts.list(recovered: true)
        #expect(next.map { $0["order_id"] } == (way >= 2 ? [.integer(later.id.value)] : []))
        let value = try await carts.send("GET", "/statistics")["total"]["recovered_value"]?["amount"]
        #expect(value?.integer == (way >= 2 ? later.totals.total.amount : 0))
        try await carts.shop.move(later.id, to: .cancelled)
        try await carts.tell()
        #expect(try await carts.list(recovered: true).isEmpty)
    }

    @Test("One order recovers all that its buyer has left, and its amount counts once")
    func several() async throws {
        let carts = try await AbandonedCartShop.open()
        let ada = try await carts.customer("ada@example.com")
        let actor = TotemKernel.Actor.user(ada, roles: [.customer])
        for _ in 0..<3 { _ = try await carts.shop.cart(by: actor) }
        try await carts.find()
        _ = try await carts.shop.order(try await carts.shop.cart([("BOWL-1", 1)], by: actor).token, by: actor)
        try await carts.tell()
        let total = try await carts.send("GET", "/statistics")["total"]
        #expect(total["found"] == 3 && total["recovered"] == 3 && total["rate"] == 1.0)
        #expect(total["found_value"] == ["amount": 5997, "currency": "USD"])
        #expect(total["recovered_value"] == ["amount": 10_001, "currency": "USD"])
    }

    @Test("What happened while it was off is known when it is switched on: orders, cancellations and carts")
    func off() async throws {
        let carts = try await AbandonedCartShop.open()
        let cart = try await carts.shop.cart()
        let second = try await carts.shop.cart([("MUG-1", 1)])
        let ada = try await carts.customer("ada@example.com")
        let actor = TotemKernel.Actor.user(ada, roles: [.customer])
        _ = try await carts.shop.cart(by: actor)
        try await carts.find()
        let first = try await carts.shop.order(cart.token)
        try await carts.tell()
        #expect(try await carts.list(recovered: true).count == 1)
        try await carts.shop.disable("abandoned-carts")
        try await carts.shop.move(first.id, to: .cancelled)
        let order = try await carts.shop.order(second.token)
        let own = try await carts.shop.order(try await carts.shop.cart(by: actor).token, by: actor)
        _ = try await carts.shop.cart()
        carts.shop.clock.advance(milliseconds: AbandonedCartShop.hour)
        try await carts.shop.enable("abandoned-carts")
        // Its schedule begins anew, and what was missed is looked for.
        try await carts.runJobs()
        let recovered = try await carts.list(recovered: true).compactMap { $0["order_id"]?.integer }
        #expect(Set(recovered) == [order.id.value, own.id.value])
        try await carts.find()
        #expect(try await carts.list().count == 4)
    }
}
