public import TotemKernel
public import TotemStore

extension HookCall {
    /// A call by the program itself in a shop without plugins.
    public init(_ tx: Transaction, at now: Timestamp) {
        self.init(tx, RequestContext(actor: .system, now: now, hooks: NoHooks()))
    }
}
