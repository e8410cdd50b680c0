import CBaseline
import CBenchPlugin
import CTotem
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemStore

/// What it costs one plugin to call a service of another, against libffi's bare call of the same function.
///
/// The plugin loops itself and says how long that took, so that only calls are measured.
struct ServicesBenchmark {
    let bench: Workbench
    private static let repeats: Int64 = 20_000

    func run() async throws -> [Figure] {
        let node = try await bench.openShop("services", plugins: [])
        try await node.plugins.enable(BenchPlugins.names(2))
        let rounds = bench.rounds * 20
        let figures = try await node.kernel.read(as: .system) { tx, context in
            try Self.measure(try context.hooks.service("bench-1.spin"), HookCall(tx, context), rounds)
        }
        await node.close()
        return figures
    }

    private static func measure(_ spin: any PluginService, _ call: HookCall, _ rounds: Int) throws -> [Figure] {
        let add = unsafeBitCast(bench_add as BenchAdd, to: (@convention(c) () -> Void).self)
        var services: [Double] = []
        var bare: [Double] = []
        for round in 0...rounds {
            guard case .integer(let taken) = try spin.call([.string("bench-2.add"), .integer(repeats)], in: call) else {
                throw BenchmarkError("the service bench-1.spin gives no time")
            }
            let direct = baseline_ffi_calls(add, repeats)
            guard direct > 0 else { throw BenchmarkError("a bare call of libffi failed") }
            guard round > 0 else { continue }
            services.append(Double(taken) / Double(repeats))
            bare.append(Double(direct) / Double(repeats))
        }
        return [
            .atMost(
                1.5,
                "service",
                zip(services, bare).map { $0 / $1 }.median,
                "\(services.median.hundredths) ns from plugin to plugin, bare ffi_call: \(bare.median.hundredths) ns"
            )
        ]
    }
}

private typealias BenchAdd =
    @convention(c) (
        UnsafeMutablePointer<totem_call>?, Int64, totem_str, UnsafeMutablePointer<Int64>?, UnsafeMutableRawPointer?
    ) -> totem_status
