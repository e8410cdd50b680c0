/// Gives a request the plugins that are on now. The kernel's only view of plugins: it knows no library, no C.
public protocol HookDispatcher: Sendable {
    /// The active plugins at this moment. A request asks once and uses the same set to its end, so a plugin that
    /// is switched off meanwhile finishes the requests that began with it.
    func current() -> any HookSet
}

/// The plugins of one request.
public protocol HookSet: AnyObject, Sendable {
    /// Runs a hook over the plugins that have it, in their stable order (priority, then plugin name), on the call's
    /// transaction.
    /// - Throws: ``KernelError`` with the plugin's code and message for a veto.
    func run<H: Hook>(_ hook: H, in call: HookCall) throws -> H.Answer

    /// Every route of these plugins, by plugin.
    var routes: [PluginRouteDescription] { get }

    /// The route of a plugin for a request below `/v1/x/{plugin}`.
    func route(_ method: String, _ path: String, of plugin: String) -> PluginRouteMatch

    /// A service by its whole name: `loyalty.points_for`.
    /// - Throws: ``KernelError`` `.notFound` that says what there is.
    func service(_ name: String) throws -> any PluginService
}

/// No plugins: what a kernel without a plugin host runs with.
public final class NoHooks: HookDispatcher, HookSet {
    public init() {}

    public func current() -> any HookSet { self }
    public func run<H: Hook>(_ hook: H, in call: HookCall) -> H.Answer { H.unheard }
    public var routes: [PluginRouteDescription] { [] }
    public func route(_ method: String, _ path: String, of plugin: String) -> PluginRouteMatch { .none }
    public func service(_ name: String) throws -> any PluginService { throw KernelError.notFound("service '\(name)'") }
}
