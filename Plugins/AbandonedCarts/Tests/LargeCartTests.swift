import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Carts of very many things")
struct LargeCartTests {
    /// A cart that was left, with so many other things in it beside its pot. Nobody sells them any more.
    private static func left(
        _ carts: AbandonedCartShop,
        things: Int64,
        name: String = "Thing",
        properties: String? = nil,
        by actor: TotemKernel.Actor = .guest
    ) async throws -> JSONValue {
        _ = try await carts.shop.cart(by: actor)
        try await carts.find()
        let cart = try #require(try await carts.list().first)
        try await carts.shop.files.store.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO abandoned_cart_items
                  (cart_id, product_id, sku, name, quantity, price, properties, added_at)
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
                SELECT $1, 999999, 'T-' || i, $3, 1, 1, $4, 0 FROM n
                """,
                cart["id"]?.integer,
                things,
                name,
                properties
            )
        }
        return cart
    }

    @Test("It is shown with as many as an answer has room for, and says that there are more")
    func shown() async throws {
        let carts = try await AbandonedCartShop.open()
        let properties = JSONValue.object(["engraving": .string(String(repeating: "x", count: 8000))]).text()
        let cart = try await Self.left(carts, things: 2000, properties: properties)
        let id = try #require(cart["id"]?.integer)
        let answer = try await carts.send("GET", "/\(id)")
        #expect(answer["items"].elements.count > 100 && answer["items"].elements.count < 2001)
        #expect(answer["has_more_items"] == true)
        let small = try await Self.left(carts, things: 1)
        #expect(try await carts.send("GET", "/\(small["id"]?.integer ?? 0)")["has_more_items"] == false)
    }

    @Test("Its link tells what is missing, each time, as far as there is room")
    func missing() async throws {
        let carts = try await AbandonedCartShop.open()
        let cart = try await Self.left(carts, things: 3000, name: String(repeating: "\u{1}", count: 100))
        let first = try await carts.follow(cart)
        #expect(first.status == 200 && first["missing"].elements.count > 1000)
        let again = try await carts.follow(cart)
        #expect(again["cart"] == first["cart"] && again["missing"] == first["missing"])
    }

    @Test("A person's data has as many as there is room for")
    func exported() async throws {
        let carts = try await AbandonedCartShop.open()
        let ada = try await carts.customer("ada@example.com")
        let actor = TotemKernel.Actor.user(ada, roles: [.customer])
        _ = try await Self.left(carts, things: 5000, name: String(repeating: "ä", count: 250), by: actor)
        let data = try await carts.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: ada, in: tx, context)
        }
        let items = data.extensions["abandoned-carts"]?["abandoned_items"]?.elements ?? []
        #expect(items.count > 1000 && items.count < 5000)
    }
}
