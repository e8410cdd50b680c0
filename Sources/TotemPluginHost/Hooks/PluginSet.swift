internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// The plugins that are on at one moment. It never changes; a request holds one from its start to its end.
final class PluginSet: HookSet {
    let plugins: [ActivePlugin]
    private let chains: [Hook: [ChainedHook]]
    private let log: Logger

    /// One hook of one plugin, in its place.
    struct ChainedHook: Sendable {
        let plugin: ActivePlugin
        let registered: RegisteredHook
    }

    init(_ plugins: [ActivePlugin], _ log: Logger) {
        self.plugins = plugins
        self.log = log
        var chains: [Hook: [ChainedHook]] = [:]
        for plugin in plugins {
            for hook in plugin.instance.hooks {
                chains[hook.hook, default: []].append(ChainedHook(plugin: plugin, registered: hook))
            }
        }
        self.chains = chains.mapValues { chain in
            chain.sorted { ($0.registered.priority, $0.plugin.name) < ($1.registered.priority, $1.plugin.name) }
        }
    }

    /// Who runs for a hook, in order.
    func chain(_ hook: Hook) -> [ChainedHook] { chains[hook] ?? [] }

    func claim(_ code: String, for cart: Cart, in call: HookCall) throws -> String? {
        guard let first = chains[.cartCodeValidate]?.first else { return nil }
        let frame = CallFrame(call, first.plugin, .hook(.cartCodeValidate), log)
        let raw = UnsafePointer(frame.arena.put(cart).cart)
        let text = frame.arena.put(code)
        for hook in chain(.cartCodeValidate) {
            let function = unsafeBitCast(hook.registered.function, to: totem_cart_code_validate_fn.self)
            let ran = try HookRunner.run(hook, frame) { call, state in function(call, raw, text, state) }
            if ran, frame.hasClaimed { return hook.plugin.name }
        }
        return nil
    }

    func discounts(for cart: Cart, in call: HookCall) throws -> [Adjustment] {
        guard let first = chains[.cartDiscounts]?.first else { return [] }
        let frame = CallFrame(call, first.plugin, .hook(.cartDiscounts), log)
        let (raw, lines) = frame.arena.put(cart)
        frame.pricing = PricingState(cart, raw, lines)
        for hook in chain(.cartDiscounts) {
            let function = unsafeBitCast(hook.registered.function, to: totem_cart_discounts_fn.self)
            frame.pricing?.beginTurn()
            let start = Ticks.now
            let ran = try HookRunner.run(hook, frame) { call, state in function(call, UnsafePointer(raw), state) }
            guard frame.pricing?.countOfTurn != 0 else { continue }
            frame.pricing?.endTurn(keep: ran, nanoseconds: Ticks.nanoseconds(Ticks.now &- start))
        }
        return frame.pricing?.adjustments ?? []
    }

    func placing(_ order: OrderDraft, in call: HookCall) throws -> JSONValue? {
        guard let first = chains[.orderPlacing]?.first else { return nil }
        let frame = CallFrame(call, first.plugin, .hook(.orderPlacing), log)
        let raw = frame.arena.put(order, id: nil)
        var metadata: [String: JSONValue] = [:]
        for hook in chain(.orderPlacing) {
            let function = unsafeBitCast(hook.registered.function, to: totem_order_placing_fn.self)
            frame.metadata = [:]
            let ran = try HookRunner.run(hook, frame) { call, state in function(call, raw, state) }
            if ran, !frame.metadata.isEmpty { metadata[hook.plugin.name] = .object(frame.metadata) }
        }
        return metadata.isEmpty ? nil : .object(metadata)
    }

    func placed(_ order: PlacedOrder, in call: HookCall) throws {
        guard let first = chains[.orderPlaced]?.first else { return }
        let frame = CallFrame(call, first.plugin, .hook(.orderPlaced), log)
        let raw = frame.arena.put(order.draft, id: order.id)
        for hook in chain(.orderPlaced) {
            let function = unsafeBitCast(hook.registered.function, to: totem_order_placed_fn.self)
            _ = try HookRunner.run(hook, frame) { call, state in function(call, raw, state) }
        }
    }

    func transition(_ order: Order, to state: OrderState, in call: HookCall) throws {
        guard let first = chains[.orderTransition]?.first else { return }
        let frame = CallFrame(call, first.plugin, .hook(.orderTransition), log)
        let raw = frame.arena.put(order, to: state)
        for hook in chain(.orderTransition) {
            let function = unsafeBitCast(hook.registered.function, to: totem_order_transition_fn.self)
            _ = try HookRunner.run(hook, frame) { call, state in function(call, raw, state) }
        }
    }

    func route(_ method: String, _ path: String, of plugin: String) -> PluginRouteMatch {
        guard let plugin = plugins.first(where: { $0.name == plugin }) else { return .none }
        let segments = path.split(separator: "/").map(String.init)
        let matching = plugin.instance.routes.compactMap { route in
            route.pattern.match(segments).map { (route: route, parameters: $0) }
        }
        let candidates = matching.filter { $0.route.method == method }
        if let best = candidates.max(by: { $0.route.pattern.literalCount < $1.route.pattern.literalCount }) {
            return .found(FoundRoute(plugin: plugin, route: best.route, parameters: best.parameters, log: log))
        }
        return matching.isEmpty ? .none : .otherMethods(matching.map(\.route.method).sorted())
    }
}
