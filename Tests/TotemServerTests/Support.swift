import Hummingbird
import Logging
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

/// A server in this process, on a free port, with routes that a test adds.
/// - Parameter store: with the core schema; a temporary one when nil.
func withServer(
    on store: (any Store)? = nil,
    clock: any TotemKernel.Clock = SystemClock(),
    plugins: any PluginAdministration = NoPlugins(),
    trusting proxies: [String] = [],
    hooks: (any HookDispatcher)? = nil,
    log: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    routes: @escaping @Sendable (inout Routes) -> Void = { _ in },
    _ body: @Sendable (TestClient, Kernel) async throws -> Void
) async throws {
    let temporary = store == nil ? try await TemporaryStore() : nil
    let store = try #require(store ?? temporary?.store)
    let kernel = Kernel(store: store, hooks: hooks ?? plugins, clock: clock)
    let server = TotemServer(
        kernel: kernel,
        plugins: plugins,
        trustedProxies: proxies.compactMap { NetworkRange($0) },
        passwords: PasswordHasher(cost: .init(logRounds: 4, blockSize: 8, parallelism: 1)),
        log: log
    )
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let application = server.service(host: "127.0.0.1", port: 0, adding: routes) { port.yield($0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await application.run() }
        for await port in ports {
            try await body(TestClient(url: "http://127.0.0.1:\(port)"), kernel)
            break
        }
        group.cancelAll()
    }
    await kernel.store.close()
    withExtendedLifetime(temporary) {}
}

/// What every route of a server does.
func operations(of kernel: Kernel) -> [TotemAPI.Operation] {
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return TotemServer(kernel: kernel, plugins: NoPlugins(), log: log).routes().operations
}

final class NoPlugins: PluginAdministration {
    func current() -> any HookSet { NoHooks() }
    func plugins() -> [PluginInfo] { [] }
    func reconcile() {}
    func whyClosed() -> KernelError? { nil }
    func upgrade(_ name: String, granting grant: PluginPermissions?) throws -> PluginInfo {
        throw KernelError.notFound("plugin '\(name)'")
    }
    func remove(_ name: String, dropData: Bool) throws -> PluginRemoval {
        throw KernelError.notFound("plugin '\(name)'")
    }
    func hookTimes() -> [HookTime] {
        [HookTime(hook: "cart.discounts", plugin: "thanks", calls: 4, failures: 1, nanoseconds: 2_500_000)]
    }

    func change(_ name: String, to change: PluginChange, by actor: TotemKernel.Actor) throws -> PluginInfo {
        throw KernelError.notFound("plugin '\(name)'")
    }
}
