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

    /// Whether any of them has the hook.
    func hears<H: Hook>(_ hook: H.Type) -> Bool

    /// The plugins that have a hook, in its order.
    func plugins<H: Hook>(having hook: H.Type) -> [String]

    /// Runs a hook of one of them alone: where each has a transaction of its own.
    /// - Throws: ``KernelError`` as for all.
    func run<H: Hook>(_ hook: H, of plugin: String, in call: HookCall) throws -> H.Answer

    /// The plugins that have a hook which runs outside of transactions, in its order.
    func plugins<H: OutsideHook>(asking hook: H.Type) -> [String]

    /// Asks one of them, on a thread on which it may wait, no longer than its manifest says.
    /// - Throws: ``KernelError`` when it fails, and the shop does not go on without it.
    func ask<H: OutsideHook>(_ hook: H, of plugin: String, _ context: RequestContext) async throws -> H.Answer

    /// By which hooks each of them hears of what has happened; of some, by none.
    var listeners: [String: Set<AfterHook>] { get }

    /// How long one of them may take over one event that it hears of, in milliseconds.
    func longestTelling(to plugin: String) -> Int64

    /// Whether any of them hears of it: asked before something is written down for them alone.
    func hears(_ event: EventType) -> Bool

    /// Tells a plugin what has happened, on the call's transaction.
    /// - Throws: ``ToldInVain`` with what went wrong; ``StoreError`` when it was not the plugin's doing.
    func tell(_ told: ToldEvents, to plugin: String, in call: HookCall) throws

    /// The columns that they add to files of one kind, in the order of `export.rows`.
    func exportColumns(of kind: FileKind) -> [ExportColumn]

    /// Every job of these plugins.
    var jobs: [PluginJob] { get }

    /// Runs a job outside of any transaction, on a thread on which it may wait.
    /// - Throws: what went wrong, in words for the plugin's owner.
    func run(_ run: JobRun, _ context: RequestContext) async throws

    /// Every route of these plugins, by plugin.
    var routes: [PluginRouteDescription] { get }

    /// The route of a plugin for a request below `/v1/x/{plugin}`.
    /// - Parameter path: its segments, decoded: one may hold a '/'.
    func route(_ method: String, _ path: [String], of plugin: String) -> PluginRouteMatch

    /// The ways to pay of these plugins.
    /// - Parameter context: of the request that they are asked in.
    func paymentProviders(for context: RequestContext) -> [any PaymentProvider]

    /// Whose table it is, of the plugins that are there, on or off; nil: nobody's that is known.
    func plugin(owning table: String) -> String?

    /// A service by its whole name: `loyalty.points_for`.
    /// - Throws: ``KernelError`` `.notFound` that says what there is.
    func service(_ name: String) throws -> any PluginService
}

/// What a set without work after commits and beside requests has of it.
extension HookSet {
    public func plugins<H: Hook>(having hook: H.Type) -> [String] { [] }
    public func run<H: Hook>(_ hook: H, of plugin: String, in call: HookCall) throws -> H.Answer { H.unheard }
    public func plugins<H: OutsideHook>(asking hook: H.Type) -> [String] { [] }
    public func ask<H: OutsideHook>(_ hook: H, of plugin: String, _ context: RequestContext) async throws -> H.Answer {
        throw KernelError.notFound("hook of the plugin \(plugin)")
    }
    public var listeners: [String: Set<AfterHook>] { [:] }
    public func longestTelling(to plugin: String) -> Int64 { 0 }
    public func hears(_ event: EventType) -> Bool { false }
    public func tell(_ told: ToldEvents, to plugin: String, in call: HookCall) throws {}
    public func exportColumns(of kind: FileKind) -> [ExportColumn] { [] }
    public var jobs: [PluginJob] { [] }
    public func run(_ run: JobRun, _ context: RequestContext) async throws {}
    public func paymentProviders(for context: RequestContext) -> [any PaymentProvider] { [] }
    public func plugin(owning table: String) -> String? { nil }
    public func service(_ name: String) throws -> any PluginService { throw KernelError.notFound("service '\(name)'") }
}

/// A plugin failed at what it was told.
public struct ToldInVain: Error, CustomStringConvertible {
    public let description: String

    public init(_ why: String) {
        description = why
    }
}

/// No plugins: what a kernel without a plugin host runs with.
public final class NoHooks: HookDispatcher, HookSet {
    public init() {}

    public func current() -> any HookSet { self }
    public func run<H: Hook>(_ hook: H, in call: HookCall) -> H.Answer { H.unheard }
    public func hears<H: Hook>(_ hook: H.Type) -> Bool { false }
    public var routes: [PluginRouteDescription] { [] }
    public func route(_ method: String, _ path: [String], of plugin: String) -> PluginRouteMatch { .none }
}
