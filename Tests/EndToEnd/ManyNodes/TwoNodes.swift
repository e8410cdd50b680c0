import Synchronization
import Testing
import TotemKernel
import TotemPostgres
import TotemStore
import TotemTesting

/// A shop on a PostgreSQL of its own, with Coupons on and two daemons.
final class TwoNodes: Sendable {
    static let stock: Int64 = 100_000

    let server: OwnPostgres
    /// The tests' own look at the rows.
    let store: PostgresStore
    private let plugins: TemporaryFolder
    private let key: String
    private let daemons = Mutex<[TotemDaemon?]>([nil, nil])

    static func open(stock: Int64 = stock) async throws -> TwoNodes {
        let shop = try await TwoNodes(stock: stock)
        for node in 0..<2 { try await shop.start(node) }
        let answer = try await shop.admin(0).patch(
            "/v1/plugins/coupons",
            ["is_active": true, "grant": Shop.couponsGrant]
        )
        guard answer.status == 200 else { throw UnexpectedAnswer(answer) }
        try await shop.follows(1, true)
        return shop
    }

    private init(stock: Int64) async throws {
        server = try await OwnPostgres()
        store = try PostgresStore(PostgresAddress(server.url), options: PostgresOptions(connections: 2))
        plugins = try TemporaryFolder()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: plugins.path)
        try await store.write { tx in _ = try CoreSchema.migrator.apply(in: tx, at: 0) }
        key = try await Shop.stock(store, units: stock)
    }

    // MARK: - Nodes

    func start(_ node: Int) async throws {
        let daemon = try await TotemDaemon.start(on: server.url, plugins: [plugins.path])
        daemons.withLock { $0[node] = daemon }
    }

    func kill(_ node: Int) async {
        let daemon = daemons.withLock { daemons in
            defer { daemons[node] = nil }
            return daemons[node]
        }
        await daemon?.kill()
    }

    func stop() async {
        for daemon in daemons.withLock({ $0 }) { #expect(await daemon?.stop() == 0) }
        await store.close()
    }

    /// Ends every connection to the database but the one that says so.
    func endConnections() async throws {
        _ = try await store.read { tx in
            try tx.first(
                """
                SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            ) { try $0.get(0, as: Int64.self) }
        }
    }

    /// A client of one node; nil while it is down.
    func client(_ node: Int, token: String? = nil) -> TestClient? {
        daemons.withLock { $0[node] }?.client(token: token)
    }

    func admin(_ node: Int) throws -> TestClient { try #require(client(node, token: key)) }

    // MARK: - The owner

    func add(_ coupon: JSONValue) async throws {
        let answer = try await admin(0).post("/v1/x/coupons/coupons", coupon)
        guard answer.status == 201 else { throw UnexpectedAnswer(answer) }
    }

    func restock(_ sku: String, _ quantity: Int64) async throws {
        let body: JSONValue = ["sku": .string(sku), "quantity": .integer(quantity), "reason": "more"]
        let answer = try await admin(0).post("/v1/inventory/adjustments", body)
        guard answer.status < 300 else { throw UnexpectedAnswer(answer) }
    }

    /// Switches Coupons off and on, on one node, and waits until the other has followed.
    func toggle(on node: Int, seenBy other: Int) async throws {
        for isActive in [false, true] {
            try await wait(for: "a switch of Coupons") {
                let answer = try? await admin(node).patch("/v1/plugins/coupons", ["is_active": .boolean(isActive)])
                return answer?.status == 200
            }
            try await follows(other, isActive)
        }
    }

    /// Returns once the node has Coupons on, or off.
    private func follows(_ node: Int, _ isActive: Bool) async throws {
        try await wait(for: "a node that follows") {
            let answer = try? await client(node)?.get("/v1/x/coupons/coupons")
            guard let status = answer?.status, status != 503 else { return false }
            return (status != 404) == isActive
        }
    }

    // MARK: - Many at once

    /// The same request, `count` times at once, on the nodes in turn.
    func onBothNodes(
        _ count: Int,
        _ send: @escaping @Sendable (TestClient) async throws -> TestResponse
    ) async throws -> [TestResponse] {
        let clients = try (0..<2).map { try #require(client($0)) }
        return try await withThrowingTaskGroup(of: TestResponse.self, returning: [TestResponse].self) { group in
            for index in 0..<count { group.addTask { try await send(clients[index % 2]) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// As many carts with one piece each, checked out all at once.
    func race(_ count: Int, for sku: String, codes: [String]) async throws -> [TestResponse] {
        let clients = try (0..<2).map { try #require(client($0)) }
        var carts: [String] = []
        for index in 0..<count {
            let body: JSONValue = [
                "items": [["sku": .string(sku), "quantity": 1]], "codes": .array(codes.map { .string($0) }),
            ]
            let cart = try await clients[index % 2].post("/v1/carts", body)
            carts.append(try #require(cart["id"].text))
        }
        let rest = Mutex(carts)
        return try await onBothNodes(count) { client in
            let cart = rest.withLock { $0.removeLast() }
            return try await client.post("/v1/carts/\(cart)/checkout", Shop.checkout)
        }
    }

    // MARK: - The books

    func books() async throws -> Books {
        try await store.read { tx in try Books(in: tx) }
    }

    /// Discounts in orders, rows of use and the coupon's own count are the same, and within the limit.
    func expectUsesAgree(limit: Int) async throws {
        let counts = try await store.read { tx in
            try tx.first(
                """
                SELECT (SELECT COUNT(*) FROM order_adjustments WHERE source = 'coupons'),
                  (SELECT COUNT(*) FROM coupon_usage), (SELECT CAST(SUM(times_used) AS BIGINT) FROM coupons)
                """
            ) { row in try (0..<3).map { try row.get($0, as: Int.self) } }
        }
        let counted = try #require(counts)
        #expect(Set(counted).count == 1, "\(counted)")
        #expect(counted[0] > 0 && counted[0] <= limit, "\(counted)")
    }
}

/// Buyers who want their orders whatever happens: what fails is sent again, to the other node, with the same key.
final class Buyers: Sendable {
    private let shop: TwoNodes
    private let code: String?
    private let numbers: Mutex<[Int]>
    private let answered = Mutex<[Int: Int64]>([:])

    init(of shop: TwoNodes, code: String?, orders: Int) {
        self.shop = shop
        self.code = code
        numbers = Mutex(Array(1...orders))
    }

    /// The id of each order, by the buyer's own number.
    var orders: [Int: Int64] { answered.withLock { $0 } }

    func run(_ buyers: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<buyers {
                group.addTask {
                    while let number = self.numbers.withLock({ $0.popLast() }) { try await self.buy(number) }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Waits until so many orders are answered.
    func wait(for count: Int) async throws {
        try await TotemTesting.wait(for: "\(count) orders") { orders.count >= count }
    }

    /// Every second buyer has a code; where it is refused, because Coupons is off or it is used up, one without.
    private func buy(_ number: Int) async throws {
        let wanted = number % 2 == 0 ? code : nil
        let discounted = wanted == nil ? nil : try await order(number, [wanted].compactMap { $0 })
        let plain = discounted == nil ? try await order(number, []) : nil
        let id = try #require((discounted ?? plain)?["id"].integer)
        answered.withLock { $0[number] = id }
    }

    /// - Returns: nil when the code was refused.
    private func order(_ number: Int, _ codes: [String]) async throws -> TestResponse? {
        let body: JSONValue = [
            "items": [["sku": "POT-1", "quantity": 1], ["sku": "MUG-1", "quantity": 2]],
            "codes": .array(codes.map { .string($0) }),
        ]
        let (cartKey, orderKey) = (RandomToken.make(), RandomToken.make())
        let cart = try await insist(number) {
            try await $0.post("/v1/carts", body, headers: ["Idempotency-Key": cartKey])
        }
        guard let id = cart["id"].text else { return try refused(cart, codes) }
        let answer = try await insist(number) {
            try await $0.post("/v1/carts/\(id)/checkout", Shop.checkout, headers: ["Idempotency-Key": orderKey])
        }
        return answer.status == 201 ? answer : try refused(answer, codes)
    }

    private func refused(_ answer: TestResponse, _ codes: [String]) throws -> TestResponse? {
        guard !codes.isEmpty, [409, 422].contains(answer.status) else { throw UnexpectedAnswer(answer) }
        return nil
    }

    private func insist(
        _ number: Int,
        _ send: (TestClient) async throws -> TestResponse
    ) async throws -> TestResponse {
        var node = number % 2
        var answer: TestResponse?
        try await TotemTesting.wait(for: "an answer to order \(number)") {
            if let client = shop.client(node) { answer = try? await send(client) }
            node = 1 - node
            return (answer?.status ?? 503) != 503
        }
        return try #require(answer)
    }
}
