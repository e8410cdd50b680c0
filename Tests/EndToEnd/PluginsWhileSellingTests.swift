import Foundation
import Synchronization
import Testing
import TotemKernel
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("Plugins in a shop that is running")
struct PluginsWhileSellingTests {
    @Test("Switched on and off by totem in another process, a plugin comes and goes without a restart")
    func fromAnotherProcess() async throws {
        let shop = try await CouponDaemon.open(enabled: false)
        #expect(try await shop.guest.get("/v1/x/coupons/coupons").status == 404)
        try shop.totem("enable", "coupons", "--yes")
        try await wait(for: "the plugin's routes") { try await shop.guest.get("/v1/x/coupons/coupons").status != 404 }
        try await shop.add(["code": "TEN", "type": "percentage", "value": 1000])
        let cart = try await shop.cart(code: "TEN")
        #expect(cart["discount"]["amount"] == 200)
        try shop.totem("disable", "coupons")
        try await wait(for: "the routes' end") { try await shop.guest.get("/v1/x/coupons/coupons").status == 404 }
        let id = try #require(cart["id"].text)
        #expect(try await shop.guest.get("/v1/carts/\(id)")["discount"]["amount"] == 0)
        #expect(await shop.shop.daemon.stop() == 0)
    }

    @Test(
        "A body for a plugin is read as the shop's own are: what is no JSON, or has a member twice, is refused before it",
        arguments: [
            (#"{"code": "A", "code": "B"}"#, "gives 'code' twice"), ("{", "at byte 1"),
            (String(repeating: "[", count: 100), "nested deeper"),
        ]
    )
    func strictBodies(body: String, reason: String) async throws {
        let shop = try await CouponDaemon.open()
        let answer = try await shop.shop.admin.send("POST", "/v1/x/coupons/coupons", bytes: Array(body.utf8))
        #expect(answer.status == 400)
        #expect(answer["detail"].text?.contains(reason) == true, "\(answer.json)")
    }

    @Test("Toggled while 32 buyers order with a coupon: every answer is 201 or says why, and the books agree")
    func toggledUnderLoad() async throws {
        let shop = try await CouponDaemon.open(stock: 100_000)
        try await shop.add(["code": "TEN", "type": "percentage", "value": 1000])
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var isOn = true
                while !tally.isDone {
                    isOn.toggle()
                    let answer = try await shop.shop.admin.patch("/v1/plugins/coupons", ["is_active": .boolean(isOn)])
                    #expect(answer.status == 200)
                }
            }
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { buyers in
                    for _ in 0..<32 {
                        buyers.addTask {
                            for _ in 0..<12 {
                                tally.take(try await shop.buy("TEN"))
                            }
                        }
                    }
                    try await buyers.waitForAll()
                }
                tally.finish()
            }
            try await group.waitForAll()
        }
        let counts = tally.counts
        #expect(counts.keys.allSatisfy { [Answer(201, nil), Answer(422, "unknown-code")].contains($0) }, "\(counts)")
        #expect(counts[Answer(201, nil), default: 0] > 0)
        try await shop.expectBooksAgree(stock: 100_000)
        #expect(!shop.shop.daemon.log.contains("failed"))
        #expect(await shop.shop.daemon.stop() == 0)
    }

    @Test("A coupon with limit 1 is redeemed once by fifty buyers")
    func limitOfOne() async throws {
        let shop = try await CouponDaemon.open()
        let coupon = try await shop.add(["code": "ONE", "type": "fixed_amount", "value": 500, "usage_limit": 1])
        var carts: [String] = []
        for _ in 0..<50 { carts.append(try #require(try await shop.cart(code: "ONE")["id"].text)) }
        let answers = try await withThrowingTaskGroup(of: TestResponse.self, returning: [TestResponse].self) { group in
            for cart in carts {
                group.addTask { try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0.status == 201 }.map { $0["total"]["amount"] } == [1499])
        #expect(answers.filter { $0.status == 422 && $0.problem == "coupon-used-up" }.count == 49)
        let usage = try await shop.shop.admin.get("/v1/x/coupons/coupons/\(coupon)/usage")
        #expect(usage["data"].elements.count == 1)
        try await shop.expectBooksAgree(stock: 1000)
    }

    @Test("After kill -9 during checkouts with a coupon there are as many uses as orders that it was taken off")
    func killed() async throws {
        var shop = try await CouponDaemon.open(stock: 100_000)
        try await shop.add(["code": "TEN", "type": "percentage", "value": 1000])
        let tally = Tally()
        for round in 1...2 {
            try await withThrowingTaskGroup(of: Void.self) { [shop] group in
                for _ in 0..<8 {
                    group.addTask {
                        while let answers = try? await shop.buy("TEN") { tally.take(answers) }
                    }
                }
                try await wait(for: "\(30 * round) orders") { tally.orders >= 30 * round }
                await shop.shop.daemon.kill()
            }
            shop = CouponDaemon(shop: try await shop.shop.reopened(), plugins: shop.plugins)
        }
        let discounted = try await shop.expectBooksAgree(stock: 100_000)
        #expect(discounted >= tally.orders)
        #expect(discounted >= 60)
    }

    @Test("Who may do what with coupons")
    func roles() async throws {
        let shop = try await CouponDaemon.open()
        let coupon: JSONValue = ["code": "TEN", "type": "percentage", "value": 1000]
        let expected: [(Role?, read: Int, write: Int)] = [
            (nil, 401, 401), (.customer, 403, 403), (.staff, 200, 403), (.storeManager, 200, 201), (.admin, 200, 409),
        ]
        for (role, read, write) in expected {
            var client = shop.guest
            if let role {
                client = TestClient(url: client.url, token: try await shop.key(role))
            }
            #expect(try await client.get("/v1/x/coupons/coupons").status == read, "\(role?.rawValue ?? "guest")")
            #expect(
                try await client.post("/v1/x/coupons/coupons", coupon).status == write,
                "\(role?.rawValue ?? "guest")"
            )
        }
    }

    @Test("examples/hello-c, built by the command of its README outside of the source tree, sells")
    func helloInC() async throws {
        let files = try TemporaryFolder()
        let example = files.path + "/examples/hello-c"
        for folder in ["/examples", "/Sources/CTotem"] {
            try FileManager.default.createDirectory(atPath: files.path + folder, withIntermediateDirectories: true)
        }
        for folder in ["/examples/hello-c", "/Sources/CTotem/include"] {
            try FileManager.default.copyItem(
                atPath: PluginFixtures.packageFolder + folder,
                toPath: files.path + folder
            )
        }
        let readme = try String(contentsOfFile: example + "/README.md", encoding: .utf8)
        let command = try #require(readme.components(separatedBy: "\n").first { $0.hasPrefix("cc ") })
        #expect(try ChildProcess.run(["sh", "-c", command], in: example).isEmpty)

        let shop = CouponDaemon(
            shop: try await Shop.open(plugins: [files.path + "/examples"]),
            plugins: files
        )
        try shop.totem("enable", "hello")
        try shop.totem("settings", "hello", "percent=10")
        try await wait(for: "the setting") {
            try await shop.shop.admin.get("/v1/plugins/hello")["settings"]["percent"] == 10
        }
        let credentials: JSONValue = ["email": "ada@example.com", "password": "correct horse"]
        #expect(try await shop.guest.post("/v1/customers", credentials).status == 201)
        let token = try #require(try await shop.guest.post("/v1/sessions", credentials)["token"].text)
        let ada = TestClient(url: shop.guest.url, token: token)
        for total in [Int64(1800), 1999] {
            let cart = try await Shop.fill([("POT-1", 1)], ada)
            #expect(
                try await ada.post("/v1/carts/\(cart)/checkout", Shop.checkout)["total"]["amount"] == .integer(total)
            )
        }
        #expect(try await shop.shop.admin.get("/v1/x/hello/welcomes")["data"].elements.count == 1)
    }
}

/// An answer's status and code.
struct Answer: Hashable, Sendable {
    let status: Int
    let problem: String?

    init(_ status: Int, _ problem: String?) {
        self.status = status
        self.problem = problem
    }

    init(_ response: TestResponse) {
        self.init(response.status, response.status == 201 ? nil : response.problem)
    }
}

/// What buyers were told.
final class Tally: Sendable {
    private struct State {
        var counts: [Answer: Int] = [:]
        /// Checkouts that were answered with an order.
        var orders = 0
        var isDone = false
    }

    private let state = Mutex(State())

    var counts: [Answer: Int] { state.withLock { $0.counts } }
    var orders: Int { state.withLock { $0.orders } }
    var isDone: Bool { state.withLock { $0.isDone } }

    func finish() { state.withLock { $0.isDone = true } }

    /// The answers of one purchase: of the cart, then of the checkout.
    func take(_ answers: [Answer]) {
        state.withLock { state in
            for answer in answers { state.counts[answer, default: 0] += 1 }
            if answers.count == 2, answers[1].status == 201 { state.orders += 1 }
        }
    }
}

/// A shop whose daemon finds the real Coupons.
struct CouponDaemon: Sendable {
    let shop: Shop
    /// Keeps the folder of the plugins for as long as the shop is open.
    let plugins: TemporaryFolder
    var guest: TestClient { shop.guest }

    static func open(stock: Int64 = 1000, enabled: Bool = true) async throws -> CouponDaemon {
        let plugins = try TemporaryFolder()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: plugins.path)
        let shop = try await Shop.open(stock: stock, plugins: [plugins.path])
        if enabled {
            let answer = try await shop.admin.patch(
                "/v1/plugins/coupons",
                ["is_active": true, "grant": Shop.couponsGrant]
            )
            guard answer.status == 200 else { throw UnexpectedAnswer(answer) }
        }
        return CouponDaemon(shop: shop, plugins: plugins)
    }

    /// `totem plugin …` on the daemon's store, in a process of its own.
    func totem(_ arguments: String...) throws {
        try ChildProcess.run(
            [BuildProducts.path(of: "totem"), "plugin"] + arguments + ["--store", shop.files.address]
                + shop.pluginFolders.flatMap { ["--plugins", $0] }
        )
    }

    @discardableResult
    func add(_ coupon: JSONValue) async throws -> Int64 {
        let answer = try await shop.admin.post("/v1/x/coupons/coupons", coupon)
        guard answer.status == 201, let id = answer["id"].integer else { throw UnexpectedAnswer(answer) }
        return id
    }

    func cart(code: String) async throws -> TestResponse {
        let body: JSONValue = ["items": [["sku": "POT-1", "quantity": 1]], "codes": [.string(code)]]
        return try await guest.post("/v1/carts", body)
    }

    /// Fills a cart with a code and checks it out.
    /// - Returns: the answers, as far as it came.
    func buy(_ code: String) async throws -> [Answer] {
        let cart = try await cart(code: code)
        guard cart.status == 201, let id = cart["id"].text else { return [Answer(cart)] }
        let order = try await guest.post("/v1/carts/\(id)/checkout", Shop.checkout)
        if order.status == 201 {
            #expect([1799, 1999].contains(order["total"]["amount"]?.integer ?? 0))
        }
        return [Answer(cart), Answer(order)]
    }

    func key(_ role: Role) async throws -> String {
        try await shop.files.store.write { tx in
            try APIKeyStore.create(name: role.rawValue, role: role, in: tx, at: SystemClock().now).token.text
        }
    }

    /// Stock, money and uses of coupons add up.
    /// - Returns: how many orders have a coupon's discount.
    @discardableResult
    func expectBooksAgree(stock: Int64) async throws -> Int {
        let books = try await shop.books()
        #expect(books.addUp(to: stock))
        #expect(books.wrongOrders.isEmpty)
        let counts = try await shop.files.store.read { tx in
            try tx.first(
                """
                SELECT (SELECT COUNT(*) FROM order_adjustments WHERE source = 'coupons'),
                  (SELECT COUNT(*) FROM coupon_usage),
                  (SELECT COUNT(*) FROM coupon_usage JOIN order_adjustments USING (order_id))
                """
            ) { row in try (0..<3).map { try row.get($0, as: Int.self) } }
        }
        #expect(Set(counts ?? []).count == 1, "\(counts ?? [])")
        return counts?.first ?? 0
    }
}
