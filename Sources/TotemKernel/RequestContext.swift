/// What stays the same from the start of one request to its end: who asks, when, and which plugins are on.
public struct RequestContext: Sendable {
    public let actor: Actor
    public let now: Timestamp
    public let hooks: any HookSet

    public init(actor: Actor, now: Timestamp, hooks: any HookSet) {
        self.actor = actor
        self.now = now
        self.hooks = hooks
    }
}
