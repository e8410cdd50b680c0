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

    /// - Parameter channel: nil: the one that the actor uses.
    public init(
        actor: Actor,
        now: Timestamp,
        hooks: any HookSet,
        locale: LanguageTag? = nil,
        channel: OrderSource? = nil
    ) {
        let asker = RequestAudiences(actor: actor, locale: locale, channel: channel ?? actor.channel, country: nil)
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
        return try knownAudiences.value { asker in
            var asker = asker
            if asker.country == nil, let user = asker.actor.userID {
                asker.country = try AddressStore.defaultCountry(of: user, in: tx)
            }
            return try HookCall(tx, self).run(asker)
        }
    }

    /// The request is about a cart that is sent to these addresses.
    func learn(_ details: CartDetails) {
        guard let knownAudiences, let address = details.shippingAddress ?? details.billingAddress else { return }
        knownAudiences.learn(address.country)
    }
}
