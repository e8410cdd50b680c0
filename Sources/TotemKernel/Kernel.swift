public import TotemStore

/// The shop: a store, the plugins and a clock. Every program that sells something holds one.
///
/// The features are functions over a ``Transaction``; this opens one and says who asks:
/// ```swift
/// let cart = try await kernel.write(as: actor) { tx, context in
///     try CartStore.create(NewCart(), in: tx, context)
/// }
/// ```
public struct Kernel: Sendable {
    public let store: any Store
    public let hooks: any HookDispatcher
    public let clock: any Clock
    /// Who takes money for the program that holds this: plugins bring others, see ``providers(for:)``.
    public let providers: PaymentProviders

    public init(
        store: any Store,
        hooks: any HookDispatcher,
        clock: any Clock = SystemClock(),
        providers: PaymentProviders = PaymentProviders()
    ) {
        self.store = store
        self.hooks = hooks
        self.clock = clock
        self.providers = providers
    }

    /// What holds from the start of a request to its end. A request asks for it once.
    /// - Parameters:
    ///   - locale: what the client likes best to read, looked up where a plugin wants to know; nil when it does not say.
    ///   - channel: nil: the one that the actor uses.
    public func context(
        for actor: Actor,
        locale: @autoclosure () -> LanguageTag? = nil,
        channel: OrderSource? = nil
    ) -> RequestContext {
        let hooks = hooks.current()
        let locale = hooks.hears(RequestAudiences.self) ? locale() : nil
        return RequestContext(actor: actor, now: clock.now, hooks: hooks, locale: locale, channel: channel)
    }

    /// Everybody who takes money for the shop, as a request sees them.
    public func providers(for context: RequestContext) -> PaymentProviders {
        providers.adding(context.hooks.paymentProviders(for: context))
    }

    /// Runs `body` on one snapshot of the store.
    public func read<Value: Sendable>(
        as actor: Actor,
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Value
    ) async throws -> Value {
        try await read(context(for: actor), body)
    }

    /// The same for a request that has its context already.
    /// - Parameter use: nil: as it suits the actor.
    public func read<Value: Sendable>(
        _ context: RequestContext,
        for use: StoreUse? = nil,
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Value
    ) async throws -> Value {
        try await store.read(for: use ?? context.actor.storeUse) { tx in try body(tx, context) }
    }

    /// Runs `body` in a transaction that is durable when this returns, and undone when `body` throws.
    public func write<Value: Sendable>(
        as actor: Actor,
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Value
    ) async throws -> Value {
        try await write(context(for: actor), body)
    }

    /// The same for a request that has its context already.
    /// - Parameter use: nil: as it suits the actor.
    public func write<Value: Sendable>(
        _ context: RequestContext,
        for use: StoreUse? = nil,
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Value
    ) async throws -> Value {
        do {
            return try await store.write(for: use ?? context.actor.storeUse) { tx in
                tx.author = context.actor.name
                tx.moment = context.now.milliseconds
                return try body(tx, context)
            }
        } catch let error as StoreError {
            guard let stopped = KernelError.stopped(by: error, context) else { throw error }
            throw stopped
        }
    }
}

extension KernelError {
    /// The rule of a plugin's table has stopped what the core does, such as a deletion that leads to a row of it.
    fileprivate static func stopped(by error: StoreError, _ context: RequestContext) -> KernelError? {
        guard let table = error.table, !CoreSchema.tables.contains(table) else { return nil }
        let plugin = context.hooks.plugin(owning: table)
        let whose = plugin.map { "the plugin \($0)" } ?? "a plugin"
        return KernelError(
            .conflict,
            "stopped-by-plugin",
            "A row of the table '\(table)' of \(whose) does not allow it, on or off (\(error.message)). Its owner can mend that "
                + "row, or remove the plugin with its data.",
            by: plugin
        )
    }
}

extension Actor {
    /// Buyers go first; the shop's staff may do what takes long; the shop itself waits as long as it takes.
    fileprivate var storeUse: StoreUse {
        if case .system = self { return .work }
        return holds(.staff) ? .longRequest : .request
    }
}
