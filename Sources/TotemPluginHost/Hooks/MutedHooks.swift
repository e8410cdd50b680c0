internal import TotemKernel

/// The plugins of a request while one of their hooks runs: what a plugin does inside it does not fire it again.
final class MutedHooks: HookSet {
    let hooks: any HookSet
    private let muted: ObjectIdentifier

    /// - Parameter muted: the type of the hook that runs.
    init(_ hooks: any HookSet, without muted: ObjectIdentifier) {
        self.hooks = hooks
        self.muted = muted
    }

    func run<H: Hook>(_ hook: H, in call: HookCall) throws -> H.Answer {
        ObjectIdentifier(H.self) == muted ? H.unheard : try hooks.run(hook, in: call)
    }

    func plugins<H: Hook>(having hook: H.Type) -> [String] { hooks.plugins(having: hook) }

    func hears<H: Hook>(_ hook: H.Type) -> Bool { ObjectIdentifier(hook) != muted && hooks.hears(hook) }

    var routes: [PluginRouteDescription] { hooks.routes }

    func route(_ method: String, _ path: [String], of plugin: String) -> PluginRouteMatch {
        hooks.route(method, path, of: plugin)
    }

    func plugins<H: OutsideHook>(asking hook: H.Type) -> [String] { hooks.plugins(asking: hook) }

    func ask<H: OutsideHook>(_ hook: H, of plugin: String, _ context: RequestContext) async throws -> H.Answer {
        try await hooks.ask(hook, of: plugin, context)
    }

    func paymentProviders(for context: RequestContext) -> [any PaymentProvider] {
        hooks.paymentProviders(for: context)
    }

    func hears(_ event: EventType) -> Bool { hooks.hears(event) }

    func plugin(owning table: String) -> String? { hooks.plugin(owning: table) }

    func service(_ name: String) throws -> any PluginService { try hooks.service(name) }
}
