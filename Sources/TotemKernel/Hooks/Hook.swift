public import TotemStore

/// A moment at which plugins have their say, as a value with what they are told. It stands beside the code of the feature that
/// fires it: `try call.run(CartDiscounts(cart: cart))`. `totem_plugin.h` describes each by its name.
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
    public let actor: Actor
    public let now: Timestamp
    public let hooks: any HookSet

    public init(_ tx: Transaction, _ context: RequestContext) {
        self.tx = tx
        actor = context.actor
        now = context.now
        hooks = context.hooks
    }

    /// - Throws: ``KernelError`` with the plugin's code and message for a veto.
    public func run<H: Hook>(_ hook: H) throws -> H.Answer { try hooks.run(hook, in: self) }
}
