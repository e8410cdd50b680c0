public import TotemStore

/// What stays the same from the start of one request to its end: who asks, when, and which plugins are on.
public struct RequestContext: Sendable {
    public let actor: Actor
    public let now: Timestamp
    public let hooks: any HookSet
    /// What the client likes best to read; nil when it does not say.
    public let locale: LanguageTag?
    /// Nil where no plugin knows audiences.
    private let knownAudiences: KnownAudiences?

    public init(actor: Actor, now: Timestamp, hooks: any HookSet, locale: LanguageTag? = nil) {
        let asker = RequestAudiences(actor: actor, locale: locale)
        let isHeard = hooks.hears(RequestAudiences.self)
        self.init(actor, now, hooks, locale, isHeard ? KnownAudiences(asker) : nil)
    }

    private init(
        _ actor: Actor,
        _ now: Timestamp,
        _ hooks: any HookSet,
        _ locale: LanguageTag?,
        _ knownAudiences: KnownAudiences?
    ) {
        self.actor = actor
        self.now = now
        self.hooks = hooks
        self.locale = locale
        self.knownAudiences = knownAudiences
    }

    /// What a plugin does of its own accord in the request, with the hooks that it may set off.
    public func acting(as plugin: String, with hooks: any HookSet) -> RequestContext {
        RequestContext(.plugin(plugin), now, hooks, locale, knownAudiences)
    }

    /// The same request at a later moment.
    func at(_ moment: Timestamp) -> RequestContext {
        RequestContext(actor, moment, hooks, locale, knownAudiences)
    }

    /// The audiences that who asks belongs to, sorted. Plugins are asked once in a request.
    /// - Throws: ``KernelError`` when a plugin that knows them fails.
    public func audiences(in tx: Transaction) throws -> [String] {
        guard let knownAudiences else { return [] }
        return try knownAudiences.value { asker in try HookCall(tx, self).run(asker) }
    }
}
