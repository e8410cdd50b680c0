public import TotemStore

/// Gives a request the plugins that are on now. The kernel's only view of plugins: it knows no library, no C.
public protocol HookDispatcher: Sendable {
    /// The active plugins at this moment. A request asks once and uses the same set to its end, so a plugin that
    /// is switched off meanwhile finishes the requests that began with it.
    func current() -> any HookSet
}

/// The plugins of one request. Every function runs the hooks in their stable order (priority, then plugin name)
/// on the transaction it is given, and throws ``KernelError`` with the plugin's code and message for a veto.
public protocol HookSet: AnyObject, Sendable {
    /// `cart.code.validate`: asks the plugins in turn until one claims the code or refuses it.
    /// - Returns: the name of the plugin that claimed it; nil when no plugin knows the code.
    /// - Throws: ``KernelError`` of kind `.invalid` with the reason when a plugin knows the code and refuses it.
    func claim(_ code: String, for cart: Cart, in call: HookCall) throws -> String?

    /// `cart.discounts`: what the plugins take off. The cart comes without adjustments, its codes claimed.
    func discounts(for cart: Cart, in call: HookCall) throws -> [Adjustment]

    /// `order.placing`: the order is priced, nothing is written.
    /// - Returns: metadata to keep with the order, by plugin name; nil for none.
    func placing(_ order: OrderDraft, in call: HookCall) throws -> JSONValue?

    /// `order.placed`: every row of the order is written, nothing is committed.
    func placed(_ order: PlacedOrder, in call: HookCall) throws

    /// `order.transition`: before an order takes a legal edge of one of its three states.
    func transition(_ order: Order, _ edge: OrderEdge, in call: HookCall) throws

    /// Every route of these plugins, by plugin.
    var routes: [PluginRouteDescription] { get }

    /// The route of a plugin for a request below `/v1/x/{plugin}`.
    func route(_ method: String, _ path: String, of plugin: String) -> PluginRouteMatch
}

/// What every hook is called with: the transaction it runs in, who asked, and when.
public struct HookCall {
    public let tx: Transaction
    public let actor: Actor
    public let now: Timestamp

    public init(_ tx: Transaction, _ context: RequestContext) {
        self.tx = tx
        actor = context.actor
        now = context.now
    }
}

/// An order that has just been written, with what it came from.
public struct PlacedOrder: Sendable {
    public let id: Order.ID
    public let draft: OrderDraft
}

/// No plugins: what a kernel without a plugin host runs with.
public final class NoHooks: HookDispatcher, HookSet {
    public init() {}

    public func current() -> any HookSet { self }
    public func claim(_ code: String, for cart: Cart, in call: HookCall) -> String? { nil }
    public func discounts(for cart: Cart, in call: HookCall) -> [Adjustment] { [] }
    public func placing(_ order: OrderDraft, in call: HookCall) -> JSONValue? { nil }
    public func placed(_ order: PlacedOrder, in call: HookCall) {}
    public func transition(_ order: Order, _ edge: OrderEdge, in call: HookCall) {}
    public var routes: [PluginRouteDescription] { [] }
    public func route(_ method: String, _ path: String, of plugin: String) -> PluginRouteMatch { .none }
}
