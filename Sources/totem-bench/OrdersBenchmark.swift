/// Orders per second, durable: checkouts through the kernel by 1 and 64 buyers at once, with and without plugins,
/// against a C program that writes the same rows and commits each order.
struct OrdersBenchmark {
    let bench: Workbench

    private struct Case {
        let buyers: Int
        let plugins: [String]
        let title: String
        let limit: Double
    }

    private static let cases: [Case] = [
        Case(buyers: 1, plugins: [], title: "no plugins", limit: 0.9),
        Case(buyers: 1, plugins: ["coupons"], title: "Coupons", limit: 0.85),
        Case(buyers: 64, plugins: [], title: "no plugins", limit: 4),
        Case(buyers: 64, plugins: ["coupons"], title: "Coupons", limit: 3.5),
        Case(buyers: 64, plugins: ["coupons"] + BenchPlugins.names(4), title: "5 plugins", limit: 3.5),
    ]

    func run() async throws -> [Figure] {
        var figures: [Figure] = []
        for (index, item) in Self.cases.enumerated() { figures.append(try await measure(item, number: index)) }
        return figures
    }

    /// Short rounds, many of them: a disk that is busy for a moment then hits both sides alike.
    private func measure(_ item: Case, number: Int) async throws -> Figure {
        let count: Int64 = item.buyers == 1 ? 200 : 1000
        let rounds = bench.rounds * 5
        let plain = try await PlainSQLiteShop("plain-\(number)", withCoupon: !item.plugins.isEmpty, on: bench)
        let kernel = try await KernelShop("kernel-\(number)", plugins: item.plugins, on: bench)
        let pairs = try await Pairs.ofOrders(
            kernel,
            plain,
            buyers: item.buyers,
            rounds: rounds,
            ordersInRound: count
        )
        let perOrder = Double(rounds) * Double(count) / 1e6
        return .atLeast(
            item.limit,
            "orders, \(item.buyers) \(item.buyers == 1 ? "buyer" : "buyers"), \(item.title)",
            pairs.ratio,
            "\(Int(pairs.ours.median)) orders/s, C with a commit each: \(Int(pairs.theirs.median)); "
                + "processor: \(Int(pairs.ourProcessorTime / perOrder)) µs an order, C: "
                + "\(Int(pairs.theirProcessorTime / perOrder))"
        )
    }
}
