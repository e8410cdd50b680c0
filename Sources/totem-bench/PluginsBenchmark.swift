import Synchronization
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemStore

/// What plugins cost a shop: what they say of prices, how many of them there are, and switching them while buyers order.
struct PluginsBenchmark {
    let bench: Workbench

    func run() async throws -> [Figure] {
        var figures = [try await pricing()]
        for count in [5, 50] {
            let (ratio, rates) = try await orders(with: BenchPlugins.names(count))
            figures.append(.shown("orders, 64 buyers, \(count) plugins", ratio, rates))
        }
        let shipped = bench.plugins.shipped
        let (ratio, rates) = try await orders(with: shipped)
        figures.append(.atLeast(0.5, "orders, 64 buyers, \(shipped.count) shipped plugins", ratio, rates))
        figures.append(try await toggles())
        return figures
    }

    // MARK: - Prices

    private static let lineCount: Int64 = 20

    private func pricing() async throws -> Figure {
        let node = try await bench.openShop("pricing", plugins: [])
        let token = try await node.kernel.write(as: .guest) { tx, context in
            // Each third product has a variant, and can't be named by itself.
            let products = (1...Shop.productCount).filter { Shop.line($0, quantity: 1).variant == 0 }
            let lines = try products.prefix(Int(Self.lineCount)).map {
                LineRequest(.product(Product.ID($0)), quantity: try Quantity(1))
            }
            return try CartStore.create(currency: nil, items: Array(lines), codes: [], in: tx, context).token
        }
        let plain = node.kernel.context(for: .guest)
        try await node.plugins.enable([BenchPlugins.pricing])
        let priced = node.kernel.context(for: .guest)
        let pairs = try await Pairs.measure(rounds: bench.rounds * 20) { _ in
            try await Self.microseconds(token, priced, node)
        } theirs: { _ in
            try await Self.microseconds(token, plain, node)
        }
        await node.close()
        return .shown(
            "five pricing hooks, 20 lines",
            pairs.ratio,
            "\(Int(pairs.ours.median)) µs to read and price a cart of 20 lines with 43 amounts of plugins, "
                + "\(Int(pairs.theirs.median)) µs without"
        )
    }

    private static func microseconds(_ token: String, _ context: RequestContext, _ node: Node) async throws -> Double {
        let repeats = 20
        return try await node.kernel.read(context) { tx, context in
            let duration = try ContinuousClock().measure {
                for _ in 0..<repeats { _ = try CartStore.get(token, in: tx, context) }
            }
            return Double(duration.components.attoseconds) / 1e12 / Double(repeats)
        }
    }

    // MARK: - Orders

    private static let ordersInRound: Int64 = 500

    /// - Returns: the rate as a ratio to that without plugins, and both for people.
    private func orders(with plugins: [String]) async throws -> (ratio: Double, rates: String) {
        let rounds = bench.rounds * 2
        let all = 1..<(Int64(rounds + 1) * Self.ordersInRound + 1)
        let full = try await KernelShop("with-\(plugins.count)", plugins: plugins, on: bench)
        let empty = try await KernelShop("without-\(plugins.count)", plugins: [], on: bench)
        for shop in [full, empty] { try await shop.prepare(all) }
        let pairs = try await Pairs.measure(rounds: rounds) { round in
            try await Self.rate(of: full, round)
        } theirs: { round in
            try await Self.rate(of: empty, round)
        }
        for shop in [full, empty] { try await shop.close(expecting: Int64(all.count)) }
        return (
            pairs.ratio, "\(Int(pairs.ours.median)) orders/s, without plugins: \(Int(pairs.theirs.median))"
        )
    }

    private func toggles() async throws -> Figure {
        let rounds = bench.rounds * 2
        let all = 1..<(2 * Int64(rounds + 1) * Self.ordersInRound + 1)
        let shop = try await KernelShop("toggled", plugins: [], on: bench)
        try await shop.prepare(all)
        let switches = Switches()
        let pairs = try await Pairs.measure(rounds: rounds) { round in
            switches.isWanted.store(true, ordering: .relaxed)
            async let switched: Void = switches.run(on: shop.node)
            let rate = try await Self.rate(of: shop, 2 * round)
            switches.isWanted.store(false, ordering: .relaxed)
            try await switched
            return rate
        } theirs: { round in
            try await Self.rate(of: shop, 2 * round + 1)
        }
        try await shop.close(expecting: Int64(all.count))
        let milliseconds = switches.times.withLock { $0 }
        return .shown(
            "orders while plugins are switched",
            pairs.ratio,
            "\(Int(pairs.ours.median)) orders/s, undisturbed: \(Int(pairs.theirs.median)); a switch is followed after "
                + "\(milliseconds.median.hundredths) ms, at most \((milliseconds.max() ?? 0).hundredths) of \(milliseconds.count)"
        )
    }

    /// Orders per second.
    private static func rate(of shop: KernelShop, _ round: Int) async throws -> Double {
        let first = Int64(round) * ordersInRound + 1
        return Double(ordersInRound)
            / (try await seconds { try await shop.place(first..<(first + ordersInRound), buyers: 64) })
    }
}

/// Switches one plugin on and off as long as that is wanted.
private final class Switches: Sendable {
    let isWanted = Atomic(false)
    /// In milliseconds.
    let times = Mutex<[Double]>([])

    func run(on node: Node) async throws {
        while isWanted.load(ordering: .relaxed) {
            for isActive in [true, false] {
                let time = try await seconds {
                    let change = PluginChange(isActive: isActive)
                    _ = try await node.plugins.change(BenchPlugins.names(1)[0], to: change, by: .system)
                }
                times.withLock { $0.append(time * 1000) }
            }
        }
    }
}
