import CBenchPlugin
import CTotem
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemStore

/// What it costs to come to a typed hook that runs in the process, against a direct call of the same C function.
///
/// The plugins are loaded from their libraries like any other, and `cart.discounts` is run as the kernel runs it. What a
/// chain costs once (the call, and the cart as structs in its memory) is told from what each hook in it costs by running
/// a chain of one and a chain of many: the difference, over the hooks that it has more, is a hook. That covers all that is
/// done for each: whose turn it is, the clock around it, the check of its answer and budget, the end of its statements.
struct HooksBenchmark {
    let bench: Workbench
    /// Copies of one library have their code at the same places of pages, where no more of them fit into the processor's cache at
    /// once than it has ways: eight here. Sixteen would measure that cache, which plugins that differ do not share so.
    static let chainLength = 8
    /// So few that most measurements are not interrupted by other programs.
    private static let repeats = 100

    func run() async throws -> [Figure] {
        let node = try await bench.openShop("hooks", plugins: [])
        try await Shop.fillCarts(1..<2, withCoupon: false, in: node.store)
        let names = BenchPlugins.names(Self.chainLength)
        try await node.plugins.enable([names[0]])
        let one = node.plugins.current()
        try await node.plugins.enable(Array(names.dropFirst()))
        let many = node.plugins.current()
        let rounds = bench.rounds * 1000
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
        try await node.plugins.disable(names)
        let inC = try await Self.chains(BenchPlugins.emptyNames, node)
        let inSwift = try await Self.chains(BenchPlugins.swiftNames, node)
        let comparison = try await node.kernel.read(as: .guest) { tx, context in
            try Self.compare(
                inC: inC,
                inSwift: inSwift,
                try CartStore.get(Shop.token(1), in: tx, context),
                HookCall(tx, context),
                rounds
            )
        }
        await node.close()
        return figures + [comparison]
    }

    /// The same plugins as a chain of one, and of all.
    private struct Chains: Sendable {
        let one: any HookSet
        let many: any HookSet
    }

    private static func chains(_ names: [String], _ node: Node) async throws -> Chains {
        try await node.plugins.enable([names[0]])
        let one = node.plugins.current()
        try await node.plugins.enable(Array(names.dropFirst()))
        let many = node.plugins.current()
        try await node.plugins.disable(names)
        return Chains(one: one, many: many)
    }

    /// An empty closure of TotemPluginKit against an empty function of C, by the same chains. Either costs so much less than the
    /// chain itself that the least of many rounds is taken of each.
    private static func compare(
        inC: Chains,
        inSwift: Chains,
        _ cart: Cart,
        _ call: HookCall,
        _ rounds: Int
    ) throws -> Figure {
        let hook = CartTenders(cart: cart, sheet: try PriceSheet(of: cart))
        let sets = [inSwift.one, inSwift.many, inC.one, inC.many]
        var least = sets.map { _ in Double.infinity }
        for _ in 0...rounds {
            for (index, set) in sets.enumerated() {
                least[index] = min(least[index], try nanoseconds(repeats) { _ = try set.run(hook, in: call) })
            }
        }
        let closure = (least[1] - least[0]) / Double(chainLength - 1)
        let function = (least[3] - least[2]) / Double(chainLength - 1)
        return .atMost(
            2,
            "hook in Swift",
            closure / function,
            "an empty closure of TotemPluginKit: \(closure.hundredths) ns in a chain, an empty function in C: "
                + "\(function.hundredths) ns"
        )
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
        let hook = CartDiscounts(cart: cart, sheet: try PriceSheet(of: cart))
        for round in 0...rounds {
            let short = try nanoseconds(repeats) { _ = try one.run(hook, in: call) }
            let long = try nanoseconds(repeats) { _ = try many.run(hook, in: call) }
            let direct = try directCall(cart)
            guard round > 0 else { continue }
            hooks.append((long - short) / Double(chainLength - 1))
            calls.append(direct)
            chains.append(short)
        }
        return [
            .atMost(
                2,
                "typed hook",
                zip(hooks, calls).map { $0 / $1 }.median,
                "\(hooks.median.hundredths) ns in a chain, direct C call: \(calls.median.hundredths) ns, "
                    + "so the way to it \((hooks.median - calls.median).hundredths) ns; a chain of one with its cart: \(Int(chains.median)) ns"
            )
        ]
    }

    private static let sku: StaticString = "product-9999"

    /// The same function on the same lines, called from a loop in C.
    private static func directCall(_ cart: Cart) throws -> Double {
        // Of the same length as the SKUs of the cart.
        let text = totem_str(
            ptr: sku.utf8Start.withMemoryRebound(to: CChar.self, capacity: 1) { $0 },
            len: sku.utf8CodeUnitCount
        )
        var lines = cart.items.map { item in
            var line = totem_line()
            line.sku = text
            line.total = item.total.amount
            return line
        }
        var failures: Int64 = 0
        let time = lines.withUnsafeMutableBufferPointer { lines in
            var pointers = lines.indices.map { UnsafePointer(lines.baseAddress)?.advanced(by: $0) }
            return pointers.withUnsafeMutableBufferPointer { pointers in
                var raw = totem_cart()
                raw.lines = UnsafePointer(pointers.baseAddress)
                raw.line_count = pointers.count
                return withUnsafePointer(to: &raw) { raw in
                    var event = totem_cart_event()
                    event.cart = raw
                    return nanoseconds(1) { failures = bench_call_directly(&event, Int64(repeats * chainLength)) }
                }
            }
        }
        guard failures == 0 else { throw BenchmarkError("\(failures) direct calls failed") }
        return time / Double(repeats * chainLength)
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
