public import TotemKernel

/// Plugins for tests of the kernel: closures instead of libraries.
public final class TestHooks: HookDispatcher, HookSet {
    private let handlers: [ObjectIdentifier: any Sendable]

    private struct Handler<H: Hook>: Sendable {
        let run: @Sendable (H, HookCall) throws -> H.Answer
    }

    /// One plugin with one hook.
    public init<H: Hook>(_ hook: H.Type, _ run: @escaping @Sendable (H, HookCall) throws -> H.Answer) {
        handlers = [ObjectIdentifier(hook): Handler(run: run)]
    }

    private init(handlers: [ObjectIdentifier: any Sendable]) {
        self.handlers = handlers
    }

    /// The same plugin with another hook.
    public func adding<H: Hook>(
        _ hook: H.Type,
        _ run: @escaping @Sendable (H, HookCall) throws -> H.Answer
    ) -> TestHooks {
        TestHooks(handlers: handlers.merging([ObjectIdentifier(hook): Handler(run: run)]) { _, new in new })
    }

    public func current() -> any HookSet { self }

    public func run<H: Hook>(_ hook: H, in call: HookCall) throws -> H.Answer {
        guard let handler = handlers[ObjectIdentifier(H.self)] as? Handler<H> else { return H.unheard }
        return try handler.run(hook, call)
    }

    public func hears<H: Hook>(_ hook: H.Type) -> Bool { handlers[ObjectIdentifier(hook)] != nil }

    private struct Asked<H: OutsideHook>: Sendable {
        let run: @Sendable (H) async throws -> H.Answer
    }

    /// The same plugin with a hook that runs outside of transactions.
    public func asking<H: OutsideHook>(
        _ hook: H.Type,
        _ run: @escaping @Sendable (H) async throws -> H.Answer
    ) -> TestHooks {
        TestHooks(handlers: handlers.merging([ObjectIdentifier(hook): Asked(run: run)]) { _, new in new })
    }

    public func plugins<H: OutsideHook>(asking hook: H.Type) -> [String] {
        handlers[ObjectIdentifier(hook)] == nil ? [] : ["test"]
    }

    public func ask<H: OutsideHook>(_ hook: H, of plugin: String, _ context: RequestContext) async throws -> H.Answer {
        guard let asked = handlers[ObjectIdentifier(H.self)] as? Asked<H> else {
            throw KernelError.notFound("hook of the plugin \(plugin)")
        }
        return try await asked.run(hook)
    }

    /// The plugin's name is `test`.
    public func plugins<H: Hook>(having hook: H.Type) -> [String] { hears(hook) ? ["test"] : [] }

    public var routes: [PluginRouteDescription] { [] }
    public func route(_ method: String, _ path: [String], of plugin: String) -> PluginRouteMatch { .none }
}
