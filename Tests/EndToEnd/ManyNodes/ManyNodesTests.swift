import Synchronization
import Testing
import TotemKernel
import TotemPostgres
import TotemStore
import TotemTesting

@Suite("Many nodes on one database", .enabled(if: TestEngine.current == .postgres), .timeLimit(.minutes(10)))
struct ManyNodesTests {
    @Test(
        "Buyers on two nodes, while plugins are toggled, a node and every connection are killed and the database crashes: each order is there once, and the books agree"
    )
    func everythingAtOnce() async throws {
        let shop = try await TwoNodes.open()
        try await shop.add(["code": "TEN", "type": "percentage", "value": 1000, "usage_limit": 60])
        let buyers = Buyers(of: shop, code: "TEN", orders: 240)
        async let bought: Void = buyers.run(12)
        try await buyers.wait(for: 40)
        try await shop.toggle(on: 0, seenBy: 1)
        await shop.kill(1)
        try await buyers.wait(for: 80)
        try await shop.start(1)
        try await shop.endConnections()
        try await buyers.wait(for: 120)
        try shop.server.restart()
        try await shop.toggle(on: 1, seenBy: 0)
        try await buyers.wait(for: 160)
        await shop.kill(0)
        try await shop.endConnections()
        try await shop.start(0)
        try await bought
        let answered = buyers.orders
        #expect(answered.count == 240)
        #expect(Set(answered.values).count == 240)
        let books = try await shop.books()
        #expect(Set(books.orderIDs) == Set(answered.values), "an order was lost, or one that nobody wanted was written")
        #expect(books.addUp(to: TwoNodes.stock))
        #expect(books.wrongOrders.isEmpty)
        try await shop.expectUsesAgree(limit: 60)
        await shop.stop()
    }

    @Test("A coupon with limit 1, and the last pot, are each sold once by forty buyers on two nodes")
    func lastOne() async throws {
        let shop = try await TwoNodes.open(stock: 1)
        try await shop.add(["code": "ONE", "type": "fixed_amount", "value": 500, "usage_limit": 1])
        let pots = try await shop.race(40, for: "POT-1", codes: [])
        #expect(pots.filter { $0.status == 201 }.count == 1)
        #expect(pots.filter { $0.problem == "insufficient-stock" }.count == 39)
        try await shop.restock("MUG-1", 100)
        let mugs = try await shop.race(40, for: "MUG-1", codes: ["ONE"])
        #expect(mugs.filter { $0.status == 201 }.count == 1)
        #expect(
            mugs.filter { $0.problem == "coupon-used-up" }.count == 39,
            "\(mugs.map { "\($0.status) \($0.problem ?? "")" }.sorted())"
        )
        try await shop.expectUsesAgree(limit: 1)
        await shop.stop()
    }

    @Test("Equal requests with one idempotency key on both nodes at once make one order")
    func oneKey() async throws {
        let shop = try await TwoNodes.open()
        for _ in 0..<5 {
            let key = ["Idempotency-Key": RandomToken.make()]
            let body: JSONValue = ["items": [["sku": "POT-1", "quantity": 1]]]
            let carts = try await shop.onBothNodes(20) { try await $0.post("/v1/carts", body, headers: key) }
            #expect(Set(carts.map { $0["id"].text }).count == 1)
            let cart = try #require(carts.first?["id"].text)
            let payKey = ["Idempotency-Key": RandomToken.make()]
            let orders = try await shop.onBothNodes(20) {
                try await $0.post(
                    "/v1/carts/\(cart)/checkout",
                    Shop.checkout,
                    headers: payKey
                )
            }
            #expect(orders.allSatisfy { $0.status == 201 })
            #expect(Set(orders.map { $0["id"].integer }).count == 1)
        }
        #expect(try await shop.books().orderIDs.count == 5)
        await shop.stop()
    }

    @Test("Settings and plugins that one node changes are followed by the other without a restart")
    func followed() async throws {
        let shop = try await TwoNodes.open()
        try await shop.toggle(on: 0, seenBy: 1)
        try await shop.toggle(on: 1, seenBy: 0)
        await shop.stop()
    }

    @Test("Two nodes that start together on an empty database make one schema")
    func startTogether() async throws {
        let server = try await OwnPostgres()
        async let first = TotemDaemon.start(on: server.url)
        async let second = TotemDaemon.start(on: server.url)
        for daemon in try await [first, second] {
            #expect(try await daemon.client().get("/health/ready").status == 200)
            #expect(await daemon.stop() == 0)
        }
    }

    @Test("A node goes on selling while a newer one adds to the schema, and starts again on it")
    func minorMigration() async throws {
        let shop = try await TwoNodes.open()
        let buyers = Buyers(of: shop, code: nil, orders: 60)
        async let bought: Void = buyers.run(6)
        try await buyers.wait(for: 10)
        let newer = Migration(
            SemanticVersion(1, 999, 0),
            "newer",
            sql: """
                ALTER TABLE orders ADD COLUMN gift_note TEXT;
                ALTER TABLE inventory ADD COLUMN shelf TEXT;
                CREATE TABLE gift_cards (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL) STRICT;
                """
        )
        let migrator = Migrator(component: "core", migrations: CoreSchema.migrator.migrations + [newer])
        try await shop.store.write { tx in _ = try migrator.apply(in: tx, at: 0) }
        await shop.kill(1)
        try await shop.start(1)
        try await bought
        #expect(buyers.orders.count == 60)
        #expect(try await shop.books().addUp(to: TwoNodes.stock))
        await shop.stop()
    }
}
