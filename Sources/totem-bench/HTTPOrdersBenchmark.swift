import TotemNode

/// Orders over HTTP, durable, with Coupons on and the client beside the server on the same cores: a cart of three lines
/// with a coupon, then its checkout. Against the C program that is handed the finished orders and commits each.
struct HTTPOrdersBenchmark {
    let bench: Workbench
    private static let buyers: Int32 = 64
    private static let orders: Int64 = 1000

    func run() async throws -> [Figure] {
        [
            try await measure("2 requests an order", limit: 0.9, file: "short", Self.shortScript),
            try await measure("6 requests an order", limit: 0.9, file: "long", Self.longScript),
        ].flatMap { $0 }
    }

    private func measure(
        _ title: String,
        limit: Double,
        file: String,
        _ script: (Int64) -> [ScriptedRequest]
    ) async throws -> [Figure] {
        let plain = try await PlainSQLiteShop("http-\(file)-plain", withCoupon: true, on: bench)
        let node = try await bench.openShop("http-\(file)", plugins: ["coupons"])
        let server = try await RunningServer.totem(node)
        let load = HTTPLoad((1...Shop.productCount).map(script))
        let rounds = bench.rounds * 3
        let placed = Int64(rounds + 1) * Self.orders
        let plainOrders = try await plain.prepare(1..<(placed + 1))
        var slowest: [Double] = []
        let pairs = try await Pairs.measure(rounds: rounds) { _ in
            let outcome = try await load.run(port: server.port, connections: Self.buyers, runs: Self.orders)
            slowest.append(outcome.percentile(0.99))
            return Double(Self.orders) / outcome.seconds
        } theirs: { round in
            let first = round * Int(Self.orders)
            let range = first..<(first + Int(Self.orders))
            return Double(Self.orders) / (try await seconds { try plain.place(plainOrders, range) })
        }
        await server.stop()
        try await Shop.checkCounts(placed, withCoupon: true, in: node.store)
        await node.close()
        try await plain.close(expecting: placed)
        let p99 = slowest.dropFirst().map { $0 }.median
        return [
            .atLeast(
                limit,
                "orders over HTTP, \(title)",
                pairs.ratio,
                "\(Int(pairs.ours.median)) orders/s, C with a commit each: \(Int(pairs.theirs.median))"
            ),
            .atMost(
                1,
                "p99 of a request, \(title)",
                p99 / 20,
                "\(p99.hundredths) ms of 20 ms, \(Self.buyers) buyers"
            ),
        ]
    }

    private static func shortScript(_ number: Int64) -> [ScriptedRequest] {
        let items = Shop.lines(of: number).map { #"{"sku":"\#($0.sku)","quantity":\#($0.quantity)}"# }
        return [
            ScriptedRequest(
                method: "POST",
                path: "/v1/carts",
                body: #"{"items":[\#(items.joined(separator: ","))],"codes":["\#(Shop.coupon)"]}"#,
                status: 201,
                keepsID: true
            ), checkout,
        ]
    }

    private static func longScript(_ number: Int64) -> [ScriptedRequest] {
        let cart = ScriptedRequest(method: "POST", path: "/v1/carts", body: "{}", status: 201, keepsID: true)
        let items = Shop.lines(of: number).map { line in
            ScriptedRequest(
                method: "POST",
                path: "/v1/carts/{id}/items",
                body: #"{"sku":"\#(line.sku)","quantity":\#(line.quantity)}"#,
                status: 200
            )
        }
        let code = ScriptedRequest(
            method: "POST",
            path: "/v1/carts/{id}/codes",
            body: #"{"code":"\#(Shop.coupon)"}"#,
            status: 200
        )
        return [cart] + items + [code, checkout]
    }

    private static let checkout = ScriptedRequest(
        method: "POST",
        path: "/v1/carts/{id}/checkout",
        body: """
            {"email":"buyer@example.com","shipping_address":{"first_name":"Ada","last_name":"Lovelace",\
            "address_line1":"12 St James's Square","city":"London","postal_code":"SW1Y 4JH","country":"GB"},\
            "payment":{"method":"manual"}}
            """,
        status: 201
    )
}
