import TotemPostgres

/// Orders per second on PostgreSQL: checkouts through the kernel, against a C program on libpq that writes the same rows
/// with as many connections to the same server.
struct PostgresOrdersBenchmark {
    let bench: Workbench
    let server: BenchServer

    private struct Case {
        let buyers: Int
        let products: Int64
        let plugins: [String]

        var title: String {
            "orders on PostgreSQL, \(buyers) \(buyers == 1 ? "buyer" : "buyers"), "
                + "\(products) \(products == 1 ? "product" : "products"), "
                + (plugins.isEmpty ? "no plugins" : "one coupon")
        }
    }

    private static let cases: [Case] = [
        Case(buyers: 1, products: Shop.productCount, plugins: []),
        Case(buyers: 64, products: Shop.productCount, plugins: []),
        Case(buyers: 64, products: 1, plugins: []),
        Case(buyers: 64, products: Shop.productCount, plugins: ["coupons"]),
    ]

    func run() async throws -> [Figure] {
        defer { server.dropDatabases() }
        var figures: [Figure] = []
        for (index, item) in Self.cases.enumerated() { figures.append(try await measure(item, number: index)) }
        figures.append(try await couponBesideNone())
        return figures
    }

    /// What one coupon costs that everybody has, and that has no limit: nobody waits for its row.
    private func couponBesideNone() async throws -> Figure {
        var bench = bench
        bench.server = server
        let pairs = try await Pairs.ofOrders(
            try await KernelShop("with_coupon", plugins: ["coupons"], on: bench),
            try await KernelShop("without", plugins: [], on: bench),
            buyers: 64,
            rounds: bench.rounds * 3,
            ordersInRound: 600
        )
        return .atLeast(
            0.95,
            "orders on PostgreSQL, 64 buyers, one coupon beside none",
            pairs.ratio,
            "\(Int(pairs.ours.median)) orders/s, without: \(Int(pairs.theirs.median))"
        )
    }

    private func measure(_ item: Case, number: Int) async throws -> Figure {
        var bench = bench
        bench.server = server
        let plain = try await PlainPostgresShop(
            "plain_\(number)",
            connections: min(item.buyers, PostgresOptions().connections),
            products: item.products,
            withCoupon: !item.plugins.isEmpty,
            on: bench,
            server
        )
        let kernel = try await KernelShop(
            "kernel_\(number)",
            plugins: item.plugins,
            products: item.products,
            on: bench
        )
        let pairs = try await Pairs.ofOrders(
            kernel,
            plain,
            buyers: item.buyers,
            rounds: bench.rounds * 3,
            ordersInRound: item.buyers == 1 ? 100 : 600
        )
        return .atLeast(
            item.buyers == 1 ? 0.6 : 1,
            item.title,
            pairs.ratio,
            "\(Int(pairs.ours.median)) orders/s, C on libpq: \(Int(pairs.theirs.median))"
        )
    }
}
