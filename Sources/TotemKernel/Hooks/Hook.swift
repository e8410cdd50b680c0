public import TotemStore

/// A moment at which plugins have their say, as a value with what they are told. It stands beside the code of the feature that
/// fires it: `try call.run(OrderPlaced(id: id, order: draft))`. `totem_plugin.h` describes each by its name.
public protocol Hook: Sendable {
    /// What comes of it. Plugins ask for things, the host checks and collects them, and the feature applies them.
    associatedtype Answer

    /// The answer where no plugin has the hook.
    static var unheard: Answer { get }
}

extension Hook where Answer == Void {
    public static var unheard: Void { () }
}

/// What every hook is called with: the transaction it runs in, who asked, when, and the plugins that are on.
public struct HookCall {
    public let tx: Transaction
    public let context: RequestContext

    public init(_ tx: Transaction, _ context: RequestContext) {
        self.tx = tx
        self.context = context
    }

    public var actor: Actor { context.actor }
    public var now: Timestamp { context.now }

    /// Whether any plugin has the hook: asked where it costs something to say what it is told.
    public func hears<H: Hook>(_ hook: H.Type) -> Bool { context.hooks.hears(hook) }

    /// - Parameter hook: what it is told is put together only where a plugin has the hook.
    /// - Throws: ``KernelError`` with the plugin's code and message for a veto.
    public func run<H: Hook>(_ hook: @autoclosure () -> H) throws -> H.Answer {
        hears(H.self) ? try context.hooks.run(hook(), in: self) : H.unheard
    }
}
