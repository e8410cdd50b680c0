import CBaseline
import CBenchPlugin
import CTotem
import TotemKernel
import TotemNode
import TotemStore

/// What it costs to come to a typed hook that runs in the process, against a direct call of the same C function.
///
/// The plugins are loaded from their libraries like any other, and `cart.discounts` is run as the kernel runs it. What a
/// chain costs once (the call, and the cart as structs in its memory) is told from what each hook in it costs by running
/// a chain of one and a chain of many: the difference, over the hooks that it has more, is a hook. That covers all that is
/// done for each: whose turn it is, the clock around it, the check of its answer and budget, the end of its statements.
struct HooksBenchmark {
    let bench: Workbench
    private static let chainLength = Workbench.plainPluginCount
    private static let repeats = 20_000

    func run() async throws -> [Figure] {
        let node = try await bench.openShop("hooks", plugins: [])
        try await Shop.fillCarts(1..<2, withCoupon: false, in: node.store)
        let names = BenchPlugins.names(Self.chainLength)
        try await node.plugins.enable([names[0]])
        let one = node.plugins.current()
        try await node.plugins.enable(Array(names.dropFirst()))
        let many = node.plugins.current()
        let rounds = bench.rounds * 10
        // On the store's own thread, where hooks run.
        let figures = try await node.kernel.read(as: .guest) { tx, context in
            try Self.measure(
                one,
                many,
                try CartStore.get(Shop.token(1), in: tx, context),
                HookCall(tx, context),
                rounds
            )
        }
        await node.close()
        return figures
    }

    private static func measure(
        _ one: any HookSet,
        _ many: any HookSet,
        _ cart: Cart,
        _ call: HookCall,
        _ rounds: Int
    ) throws -> [Figure] {
        var hooks: [Double] = []
        var calls: [Double] = []
        var chains: [Double] = []
        for round in 0...rounds {
            let short = try nanoseconds(repeats) { _ = try one.discounts(for: cart, in: call) }
            let long = try nanoseconds(repeats) { _ = try many.discounts(for: cart, in: call) }
            let direct = try directCall()
            guard round > 0 else { continue }
            hooks.append((long - short) / Double(chainLength - 1))
            calls.append(direct)
            chains.append(short)
        }
        return [
            .atMost(
                5,
                "typed hook",
                zip(hooks, calls).map { $0 / $1 }.median,
                "\(hooks.median.hundredths) ns in a chain, direct C call: \(calls.median.hundredths) ns; "
                    + "a chain of one with its cart: \(Int(chains.median)) ns"
            )
        ]
    }

    private static func directCall() throws -> Double {
        var cart = totem_cart()
        cart.size = UInt32(MemoryLayout<totem_cart>.size)
        cart.line_count = 3
        return try withUnsafePointer(to: cart) { cart in
            var sum: Int64 = 0
            let time = nanoseconds(1) {
                sum = baseline_call(
                    { call, cart, state in
                        bench_cart_discounts(
                            call?.assumingMemoryBound(to: totem_call.self),
                            cart?.assumingMemoryBound(to: totem_cart.self),
                            state
                        )
                    },
                    Int64(repeats * chainLength),
                    nil,
                    cart,
                    nil
                )
            }
            guard sum == 0 else { throw BenchmarkError("the direct calls failed") }
            return time / Double(repeats * chainLength)
        }
    }

    /// How long one of the repeats takes.
    private static func nanoseconds(_ repeats: Int, _ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure {
            for _ in 0..<repeats { try body() }
        }
        let (seconds, attoseconds) = duration.components
        return (Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(repeats)
    }
}
