internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// The plugins that are on at one moment. It never changes; a request holds one from its start to its end.
final class PluginSet: HookSet {
    let plugins: [ActivePlugin]
    let services: ServiceTable
    private let chains: [HookPoint: HookChain]
    /// How each hook is fired that any of them has: a `HookFiring` of it, by the hook's type.
    private let firings: [ObjectIdentifier: AnyFiring]
    let listeners: [String: Set<AfterHook>]
    private let heard: Set<EventType>
    /// By table, of plugins that are on and of others.
    private let owners: [String: String]
    let outside: OutsideServices
    let log: Logger

    init(
        _ plugins: [ActivePlugin],
        _ outside: OutsideServices,
        _ log: Logger,
        owners: [String: String] = [:]
    ) {
        self.owners = owners
        self.plugins = plugins
        self.outside = outside
        services = ServiceTable(plugins)
        self.log = log
        // One that can't run here keeps its place in the feed until it can.
        let running = plugins.filter { $0.problem == nil }
        let listeners = Dictionary(uniqueKeysWithValues: running.map { ($0.name, $0.instance.afterHooks) })
        self.listeners = listeners
        heard = listeners.values.reduce(into: []) { heard, hooks in
            for hook in hooks { heard.formUnion(hook.events) }
        }
        var hooks: [HookPoint: [ChainedHook]] = [:]
        for plugin in plugins {
            for hook in plugin.instance.hooks {
                hooks[hook.point, default: []].append(ChainedHook(plugin: plugin, registered: hook))
            }
        }
        let chains = hooks.mapValues { HookChain($0) }
        self.chains = chains
        var firings: [ObjectIdentifier: AnyFiring] = [:]
        for hook in HostedHooks.all {
            guard let chain = chains[hook.point] else { continue }
            firings[ObjectIdentifier(hook)] = hook.firing(chain, log)
        }
        self.firings = firings
    }

    func exportColumns(of kind: FileKind) -> [ExportColumn] {
        chain(.exportRows).flatMap { hook in
            ExportColumn.columns(of: kind, in: hook.registered.manifest.writes).map { name in
                ExportColumn(plugin: hook.plugin.name, name: name)
            }
        }
    }

    func hears(_ event: EventType) -> Bool { heard.contains(event) }

    func plugin(owning table: String) -> String? { owners[table] }

    /// The plugins that are behind what a call sees of them.
    static func behind(_ hooks: any HookSet) -> PluginSet? {
        if let muted = hooks as? MutedHooks { return behind(muted.hooks) }
        return hooks as? PluginSet
    }

    /// Who runs for a hook, in order.
    func chain(_ point: HookPoint) -> [ChainedHook] { chains[point]?.hooks ?? [] }

    func run<H: Hook>(_ hook: H, in call: HookCall) throws -> H.Answer {
        guard let firing = firings[ObjectIdentifier(H.self)] else { return H.unheard }
        // Under its own type it is the firing of that type.
        return try unsafeDowncast(firing, to: HookFiring<H>.self).run(hook, call)
    }

    func hears<H: Hook>(_ hook: H.Type) -> Bool { firings[ObjectIdentifier(hook)] != nil }

    func service(_ name: String) throws -> any PluginService {
        guard let callee = services.service(name) else {
            throw KernelError(.notFound, "not-found", "The service can't be called: \(services.absence(of: name)).")
        }
        return HostedService(callee: callee, log: log)
    }

    var routes: [PluginRouteDescription] {
        plugins.flatMap { plugin in
            plugin.instance.routes.map { route in
                PluginRouteDescription(
                    plugin: plugin.name,
                    method: route.method,
                    path: route.pattern.text,
                    role: route.role,
                    summary: route.schema?.summary,
                    query: route.schema?.query,
                    body: route.schema?.body,
                    schemas: route.schema?.schemas ?? [:],
                    answers: route.schema?.answers ?? [:]
                )
            }
        }
    }

    func route(_ method: String, _ path: [String], of plugin: String) -> PluginRouteMatch {
        guard let plugin = plugins.first(where: { $0.name == plugin }) else { return .none }
        let matching = plugin.instance.routes.compactMap { route in
            route.pattern.match(path).map { (route: route, parameters: $0) }
        }
        let candidates = matching.filter { $0.route.method == method }
        if let best = candidates.max(by: { $0.route.pattern.literalCount < $1.route.pattern.literalCount }) {
            return .found(
                FoundRoute(plugin: plugin, route: best.route, parameters: best.parameters, outside: outside, log: log)
            )
        }
        return matching.isEmpty ? .none : .otherMethods(matching.map(\.route.method).sorted())
    }
}
