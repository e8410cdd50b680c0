import CBaseline
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemStore

/// What it costs that a plugin runs in a process of its own: a hook, and a call of the host, each against the bare exchange of a few
/// bytes with another process over shared memory; and the orders of a shop whose Coupons are isolated, against one whose aren't.
struct IsolationBenchmark {
    let bench: Workbench
    private static let repeats: Int64 = 2_000

    func run() async throws -> [Figure] {
        var figures = try await border()
        for buyers in [1, 64] { figures.append(try await orders(buyers: buyers)) }
        return figures
    }

    // MARK: - The border

    private func border() async throws -> [Figure] {
        let node = try await bench.openShop("isolation", plugins: [])
        try await Shop.fillCarts(1..<2, withCoupon: false, in: node.store)
        let name = BenchPlugins.names(1)[0]
        try await node.plugins.enable([name])
        let inProcess = node.plugins.current()
        _ = try await node.plugins.change(name, to: PluginChange(isolation: .process), by: .system)
        let isolated = node.plugins.current()
        let rounds = bench.rounds * 20
        let figures = try await node.kernel.read(as: .guest) { tx, context in
            let cart = try CartStore.get(Shop.token(1), in: tx, context)
            return try Self.measure(inProcess, isolated, cart, HookCall(tx, context), rounds)
        }
        await node.close()
        return figures
    }

    private static func measure(
        _ inProcess: any HookSet,
        _ isolated: any HookSet,
        _ cart: Cart,
        _ call: HookCall,
        _ rounds: Int
    ) throws -> [Figure] {
        var hooks: [Double] = []
        var questions: [Double] = []
        var bare: [Double] = []
        let hook = CartDiscounts(cart: cart, sheet: try PriceSheet(of: cart))
        let ask = try isolated.service("bench-1.ask")
        for round in 0...rounds {
            let own = try nanoseconds { _ = try inProcess.run(hook, in: call) }
            let other = try nanoseconds { _ = try isolated.run(hook, in: call) }
            guard case .integer(let asked) = try ask.call([.integer(repeats)], in: call) else {
                throw BenchmarkError("the service bench-1.ask gives no time")
            }
            let direct = baseline_round_trips(repeats)
            guard direct > 0 else { throw BenchmarkError("there is no other process") }
            guard round > 0 else { continue }
            hooks.append(other - own)
            questions.append(Double(asked) / Double(repeats))
            bare.append(Double(direct) / Double(repeats))
        }
        return [
            figure("isolated hook", hooks, bare, "more than in the process"),
            figure("isolated host call", questions, bare, "a question and its answer"),
        ]
    }

    private static func figure(_ name: String, _ ours: [Double], _ bare: [Double], _ what: String) -> Figure {
        .atMost(
            1.5,
            name,
            zip(ours, bare).map { $0 / $1 }.median,
            "\(Int(ours.median)) ns \(what), a bare round trip over shared memory: \(Int(bare.median)) ns"
        )
    }

    /// How long one of the repeats takes.
    private static func nanoseconds(_ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure {
            for _ in 0..<repeats { try body() }
        }
        let (seconds, attoseconds) = duration.components
        return (Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(repeats)
    }

    // MARK: - Orders

    /// There is no limit for it but that it comes to something: what an owner pays is printed.
    private func orders(buyers: Int) async throws -> Figure {
        let count: Int64 = buyers == 1 ? 200 : 1000
        let isolated = try await KernelShop("isolated-\(buyers)", plugins: ["coupons"], on: bench)
        _ = try await isolated.node.plugins.change("coupons", to: PluginChange(isolation: .process), by: .system)
        let own = try await KernelShop("beside-\(buyers)", plugins: ["coupons"], on: bench)
        let all = 1..<(Int64(bench.rounds + 1) * count + 1)
        try await isolated.prepare(all)
        try await own.prepare(all)
        func rate(_ shop: KernelShop, _ round: Int) async throws -> Double {
            let first = Int64(round) * count + 1
            return Double(count) / (try await seconds { try await shop.place(first..<(first + count), buyers: buyers) })
        }
        let pairs = try await Pairs.measure(rounds: bench.rounds) { round in
            try await rate(isolated, round)
        } theirs: { round in
            try await rate(own, round)
        }
        try await isolated.close(expecting: Int64(all.count))
        try await own.close(expecting: Int64(all.count))
        return .atLeast(
            0.1,
            "orders, \(buyers) \(buyers == 1 ? "buyer" : "buyers"), Coupons isolated",
            pairs.ratio,
            "\(Int(pairs.ours.median)) orders/s, in the shop's process: \(Int(pairs.theirs.median))"
        )
    }
}
