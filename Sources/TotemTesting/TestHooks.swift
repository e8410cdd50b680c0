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

    public func current() -> any HookSet { self }

    public func run<H: Hook>(_ hook: H, in call: HookCall) throws -> H.Answer {
        guard let handler = handlers[ObjectIdentifier(H.self)] as? Handler<H> else { return H.unheard }
        return try handler.run(hook, call)
    }

    public var routes: [PluginRouteDescription] { [] }
    public func route(_ method: String, _ path: String, of plugin: String) -> PluginRouteMatch { .none }
    public func service(_ name: String) throws -> any PluginService { throw KernelError.notFound("service '\(name)'") }
}
