internal import TotemKernel

/// The plugins of a request while functions of them run: what these do fires none of their hooks again, and enters none of their
/// services again.
final class MutedHooks: HookSet {
    let hooks: any HookSet
    private let muted: Set<ObjectIdentifier>
    /// The hooks that run, from the outermost.
    let points: [HookPoint]
    /// The services and listeners that run, from the outermost, by their numbers.
    let running: [Int]
    /// All of them: how it has come to what is done.
    let way: [Step]

    struct Step: Sendable {
        let plugin: ActivePlugin
        let place: CallPlace

        var name: String { place.callee == nil ? "\(plugin.name) at \(place.name)" : place.name }
    }

    /// - Parameter frame: whose function does something that may fire hooks.
    init(_ hooks: any HookSet, around frame: CallFrame) {
        self.hooks = hooks
        let outer = frame.around
        let muted = outer?.muted ?? []
        self.muted = frame.hook.map { muted.union([$0]) } ?? muted
        points = frame.hooksAround
        running = (outer?.running ?? []) + frame.running
        way = frame.way
    }

    func run<H: Hook>(_ hook: H, in call: HookCall) throws -> H.Answer {
        muted.contains(ObjectIdentifier(H.self)) ? H.unheard : try hooks.run(hook, in: call)
    }

    func plugins<H: Hook>(having hook: H.Type) -> [String] { hooks.plugins(having: hook) }

    func hears<H: Hook>(_ hook: H.Type) -> Bool { !muted.contains(ObjectIdentifier(hook)) && hooks.hears(hook) }

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
