import Testing
import TotemDelivery
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("What was left and came back, counted and forgotten")
struct StatisticsTests {
    private static let day: Int64 = 86_400_000

    /// Three carts of Tuesday the 24th, of which one is recovered, and one of the Tuesday after it.
    private static func open() async throws -> AbandonedCartShop {
        let carts = try await AbandonedCartShop.open()
        let cart = try await carts.shop.cart()
        for _ in 0..<2 { _ = try await carts.shop.cart([("MUG-1", 1)]) }
        try await carts.find()
        _ = try await carts.shop.order(cart.token)
        try await carts.tell()
        carts.shop.clock.advance(milliseconds: 7 * day)
        _ = try await carts.shop.cart([("BOWL-1", 1)])
        try await carts.find()
        return carts
    }

    @Test("By day, week and month, with rows for what is empty, and the sum")
    func periods() async throws {
        let carts = try await Self.open()
        let days = try await carts.send("GET", "/statistics")
        #expect(days["data"].elements.count == 30)
        let full = days["data"].elements.filter { $0["found"] != 0 }
        #expect(full.map { $0["period"] } == ["2026-11-24", "2026-12-01"])
        #expect(
            full.first
                == [
                    "period": "2026-11-24", "found": 3, "recovered": 1, "rate": .number(0.3333),
                    "found_value": ["amount": 2665, "currency": "USD"],
                    "recovered_value": ["amount": 1999, "currency": "USD"],
                ]
        )
        #expect(days["total"]["found"] == 4 && days["total"]["rate"] == .number(0.25))
        let weeks = try await carts.send("GET", "/statistics", query: ["by": "week", "from": "2026-11-25"])
        #expect(weeks["data"].elements.map { $0["period"] } == ["2026-11-23", "2026-11-30"])
        // A report that begins within a period counts from there on.
        #expect(weeks["data"].elements.map { $0["found"] } == [0, 1])
        let months = try await carts.send(
            "GET",
            "/statistics",
            query: ["by": "month", "from": "2026-10-15", "to": "2026-12-31"]
        )
        #expect(months["data"].elements.map { $0["period"] } == ["2026-10-01", "2026-11-01", "2026-12-01"])
        #expect(months["data"].elements.map { $0["found"] } == [0, 3, 1])
    }

    @Test("A shop that sells nothing yet has counts without money, and no cart that could be recovered")
    func emptyShop() async throws {
        let carts = try await AbandonedCartShop.open()
        try await carts.shop.files.store.write { tx in _ = try tx.execute("DELETE FROM products") }
        try await carts.find()
        let statistics = try await carts.send("GET", "/statistics", query: ["by": "month"])
        let nothing: JSONValue = [
            "found": 0, "recovered": 0, "rate": .number(0), "found_value": nil, "recovered_value": nil,
        ]
        #expect(statistics["total"] == nothing)
        #expect(statistics["data"].elements.allSatisfy { $0["found_value"] == .null && $0["found"] == 0 })
        #expect(try await carts.list() == [])
        for (method, path) in [("GET", "/1"), ("POST", "/1/recover"), ("GET", "/recover/none")] {
            #expect(await refusal { _ = try await carts.send(method, path) }?.kind == .notFound, "\(method) \(path)")
        }
    }

    private static let wrong: [([String: String], String)] = [
        (["from": "2026-02-29"], "from"), (["to": "tomorrow"], "to"), (["from": "2026-12-24"], "from"),
        (["by": "year"], "by"), (["from": "1999-01-01"], "from"), (["from": "2026-11-02", "to": "2026-11-01"], "from"),
        (["colour": "red"], "colour"),
    ]

    @Test("What is no day or period is named", arguments: wrong)
    func badRanges(query: [String: String], field: String) async throws {
        let carts = try await AbandonedCartShop.open()
        let refused = await refusal { _ = try await carts.send("GET", "/statistics", query: query) }
        #expect(refused?.kind == .invalid && refused?.fields.map(\.field) == [field], "\(refused?.detail ?? "nothing")")
    }

    @Test("Half a year later they are deleted, some at a time, with their items")
    func retention() async throws {
        let carts = try await Self.open()
        carts.shop.clock.advance(milliseconds: 180 * Self.day)
        let runs = RetentionRuns(carts.shop.kernel, log: carts.shop.log.logger)
        try await runs.runIfDue()
        #expect(try await carts.list().count == 1)
        #expect(try await carts.shop.number("SELECT COUNT(*) FROM abandoned_cart_items") == 1)
    }

    @Test("What is kept of a person is in their data, and goes with them, by the e-mail too")
    func people() async throws {
        let carts = try await AbandonedCartShop.open()
        let ada = try await carts.customer("ada@example.com")
        let actor = TotemKernel.Actor.user(ada, roles: [.customer])
        _ = try await carts.shop.cart([("POT-1", 2)], by: actor)
        let guest = try await carts.shop.cart([("MUG-1", 1)])
        try await carts.setEmail("ada@example.com", of: guest.token)
        _ = try await carts.shop.cart()
        try await carts.find()
        let data = try await carts.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: ada, in: tx, context)
        }
        let items = data.extensions["abandoned-carts"]?["abandoned_items"]?.elements ?? []
        #expect(items.map { $0["sku"] } == ["MUG-1", "POT-1"])
        #expect(items.map { $0["quantity"] } == [1, 2])
        try await carts.shop.kernel.prepareErasure(of: ada, carts.shop.kernel.context(for: .system))
        try await carts.shop.kernel.write(as: .system) { tx, context in
            try CustomerErasure.finish(ada, in: tx, context)
        }
        #expect(try await carts.list().count == 1)
        #expect(try await carts.list().first?["email"] == .null)
    }

    @Test("Removed with its data, it leaves nothing")
    func removed() async throws {
        let carts = try await Self.open()
        try await carts.shop.disable("abandoned-carts")
        try await carts.shop.host.remove("abandoned-carts", dropData: true)
        #expect(try await carts.shop.tables().filter { $0.contains("abandoned") } == [])
    }
}
