internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// The plugins that are on at one moment. It never changes; a request holds one from its start to its end.
final class PluginSet: HookSet {
    let plugins: [ActivePlugin]
    private let chains: [Hook: HookChain]
    private let codeChain: HookChain
    private let discountChain: HookChain
    private let placingChain: HookChain
    private let placedChain: HookChain
    private let transitionChain: HookChain
    private let log: Logger

    init(_ plugins: [ActivePlugin], _ log: Logger) {
        self.plugins = plugins
        self.log = log
        var hooks: [Hook: [ChainedHook]] = [:]
        for plugin in plugins {
            for hook in plugin.instance.hooks {
                hooks[hook.hook, default: []].append(ChainedHook(plugin: plugin, registered: hook))
            }
        }
        let chains = hooks.mapValues { HookChain($0) }
        let none = HookChain([])
        self.chains = chains
        codeChain = chains[.cartCodeValidate] ?? none
        discountChain = chains[.cartDiscounts] ?? none
        placingChain = chains[.orderPlacing] ?? none
        placedChain = chains[.orderPlaced] ?? none
        transitionChain = chains[.orderTransition] ?? none
    }

    /// Who runs for a hook, in order.
    func chain(_ hook: Hook) -> [ChainedHook] { chains[hook]?.hooks ?? [] }

    func claim(_ code: String, for cart: Cart, in call: HookCall) throws -> String? {
        guard !codeChain.isEmpty else { return nil }
        let frame = CallFrame(call, codeChain.hooks[0].plugin, .hook(.cartCodeValidate), log)
        let raw = UnsafePointer(frame.arena.put(cart).cart)
        let text = frame.arena.put(code)
        var claimant: String?
        try HookRunner.run(codeChain, frame) { function, call, state in
            unsafeBitCast(function, to: totem_cart_code_validate_fn.self)(call, raw, text, state)
        } heard: { outcome in
            guard outcome.ran, frame.hasClaimed else { return true }
            claimant = outcome.plugin.name
            return false
        }
        return claimant
    }

    func discounts(for cart: Cart, in call: HookCall) throws -> [Adjustment] {
        guard !discountChain.isEmpty else { return [] }
        let frame = CallFrame(call, discountChain.hooks[0].plugin, .hook(.cartDiscounts), log)
        let (raw, lines) = frame.arena.put(cart)
        frame.pricing = try PricingState(cart, raw, lines)
        try HookRunner.run(discountChain, frame) { function, call, state in
            unsafeBitCast(function, to: totem_cart_discounts_fn.self)(call, UnsafePointer(raw), state)
        } heard: { outcome in
            guard frame.pricing?.countOfTurn != 0 else { return true }
            frame.pricing?.endTurn(keep: outcome.ran, nanoseconds: Ticks.nanoseconds(outcome.ticks))
            return true
        }
        return frame.pricing?.adjustments ?? []
    }

    func placing(_ order: OrderDraft, in call: HookCall) throws -> JSONValue? {
        guard !placingChain.isEmpty else { return nil }
        let frame = CallFrame(call, placingChain.hooks[0].plugin, .hook(.orderPlacing), log)
        let raw = frame.arena.put(order, id: nil)
        var metadata: [String: JSONValue] = [:]
        try HookRunner.run(placingChain, frame) { function, call, state in
            unsafeBitCast(function, to: totem_order_placing_fn.self)(call, raw, state)
        } heard: { outcome in
            if outcome.ran, !frame.metadata.isEmpty { metadata[outcome.plugin.name] = .object(frame.metadata) }
            frame.metadata = [:]
            return true
        }
        return metadata.isEmpty ? nil : .object(metadata)
    }

    func placed(_ order: PlacedOrder, in call: HookCall) throws {
        guard !placedChain.isEmpty else { return }
        let frame = CallFrame(call, placedChain.hooks[0].plugin, .hook(.orderPlaced), log)
        let raw = frame.arena.put(order.draft, id: order.id)
        try HookRunner.run(placedChain, frame) { function, call, state in
            unsafeBitCast(function, to: totem_order_placed_fn.self)(call, raw, state)
        }
    }

    func transition(_ order: Order, _ edge: OrderEdge, in call: HookCall) throws {
        guard !transitionChain.isEmpty else { return }
        let frame = CallFrame(call, transitionChain.hooks[0].plugin, .hook(.orderTransition), log)
        let raw = frame.arena.put(order, edge)
        try HookRunner.run(transitionChain, frame) { function, call, state in
            unsafeBitCast(function, to: totem_order_transition_fn.self)(call, raw, state)
        }
    }

    var routes: [PluginRouteDescription] {
        plugins.flatMap { plugin in
            plugin.instance.routes.map { route in
                PluginRouteDescription(
                    plugin: plugin.name,
                    method: route.method,
                    path: route.pattern.text,
                    role: route.role
                )
            }
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
