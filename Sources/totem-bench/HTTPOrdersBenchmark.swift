import Hummingbird
import TotemNode
import TotemStore

/// Orders over HTTP, durable, with the client beside the server on the same cores. Against Hummingbird with empty handlers
/// that are sent the same requests and answer as many bytes.
struct HTTPOrdersBenchmark {
    let bench: Workbench
    private static let buyers: Int32 = 64
    private static let orders: Int64 = 1000
    private static let engines = [StoreEngine.sqlite: "SQLite", .postgres: "PostgreSQL"]

    func run() async throws -> [Figure] {
        var figures: [Figure] = []
        for withCoupon in [false, true] {
            for length in OrderScript.Length.allCases {
                figures += try await measure(OrderScript(length: length, withCoupon: withCoupon))
            }
        }
        return figures
    }

    private func measure(_ script: OrderScript) async throws -> [Figure] {
        let name = "http_\(script.length)\(script.withCoupon ? "_coupon" : "")"
        let node = try await bench.openShop(name, plugins: script.withCoupon ? ["coupons"] : [])
        let server = try await RunningServer.totem(node)
        let empty = try await Self.emptyServer(answering: script.requests(0), of: server)
        let load = HTTPLoad((1...Shop.productCount).map(script.requests))
        let rounds = bench.rounds * 3
        let queue = QueueWatch(node.store)
        var spent = Spent()
        let pairs = try await Pairs.measure(rounds: rounds) { round in
            try await spent.time(round, of: Self.orders) {
                try await queue.watching(round > 0) {
                    try await load.run(port: server.port, connections: Self.buyers, runs: Self.orders)
                }
            }
        } theirs: { _ in
            let outcome = try await load.run(port: empty.port, connections: Self.buyers, runs: Self.orders)
            return Double(Self.orders) / outcome.seconds
        }
        await server.stop()
        await empty.stop()
        // The one by which the answers were learned, and those of the rounds.
        let placed = 1 + Int64(rounds + 1) * Self.orders
        try await Shop.checkCounts(placed, withCoupon: script.withCoupon, in: node.store)
        let engine = Self.engines[node.store.engine] ?? ""
        await node.close()
        let title = "\(engine), \(script.length.rawValue) requests, \(script.withCoupon ? "one coupon" : "no plugins")"
        let wait = queue.average / pairs.ours.median
        let p99 = spent.slowest.median
        return [
            .atLeast(
                script.length == .short ? 0.3 : 0.45,
                "orders over HTTP, \(title)",
                pairs.ratio,
                "\(Int(pairs.ours.median)) orders/s, empty handlers: \(Int(pairs.theirs.median)); "
                    + spent.perOrder(of: Double(rounds) * Double(Self.orders))
                    + "; its writes wait \((wait * 1000).hundredths) ms for their turn"
            ),
            .atMost(
                1,
                "p99 of a request, \(title)",
                p99 / 20,
                "\(p99.hundredths) ms of 20 ms, \(Self.buyers) buyers at once"
            ),
        ]
    }

    /// Learns the answers of an order's requests, and gives them without doing anything.
    private static func emptyServer(
        answering requests: [ScriptedRequest],
        of server: RunningServer
    ) async throws -> RunningServer {
        var answers: [String: [RawAnswer]] = [:]
        var id = ""
        for request in requests {
            let answer = try RawAnswer.of(request, id: id, port: server.port)
            guard answer.status == Int(request.status) else {
                throw BenchmarkError("\(request.path) answers \(String(decoding: answer.body, as: UTF8.self))")
            }
            if request.keepsID { id = String(answer.headers[.location]?.split(separator: "/").last ?? "") }
            answers["\(request.method) \(request.path)", default: []].append(answer)
        }
        return try await RunningServer.empty { router in
            for (request, answers) in answers {
                let parts = request.split(separator: " ")
                let method: HTTPRequest.Method = parts[0] == "PATCH" ? .patch : .post
                // A cart grows with each line: the answer in the middle stands for all.
                let response = answers[answers.count / 2].response
                router.on(RouterPath(String(parts[1])), method: method) { _, _ in response }
            }
        }
    }
}

/// Where the time of the counted rounds went.
private struct Spent {
    /// The 99th percentile of each round, in milliseconds.
    private(set) var slowest: [Double] = []
    private var threads = ThreadTimes()
    private var client = 0.0

    /// - Returns: orders a second.
    mutating func time(
        _ round: Int,
        of orders: Int64,
        _ body: () async throws -> HTTPLoad.Outcome
    ) async throws -> Double {
        let start = ThreadTimes.now
        let outcome = try await body()
        let rate = Double(orders) / outcome.seconds
        guard round > 0 else { return rate }
        threads += ThreadTimes.now - start
        client += outcome.processorTime
        slowest.append(outcome.percentile(0.99))
        return rate
    }

    /// The client is a thread among the others, and no part of the server.
    func perOrder(of orders: Double) -> String {
        let parts = [
            ("client", client), ("event loops", threads.eventLoops), ("handlers", threads.tasks - client),
            ("store and plugins", threads.store),
        ]
        return "µs of the processor an order: "
            + parts.map { "\($0) \(Int($1 / orders * 1e6))" }.joined(separator: ", ")
    }
}
