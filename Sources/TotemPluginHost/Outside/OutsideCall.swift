internal import TotemKernel
internal import TotemStore

/// What plugins have where no transaction is open.
struct OutsideServices: Sendable {
    /// Where they open short ones.
    let store: any Store
    let clock: any Clock
    let network: PluginNetwork
}

/// A route, a job or a hook in no transaction.
struct OutsideCall: Sendable {
    let services: OutsideServices
    let context: RequestContext
    /// When nobody waits for it any more: what it sends after that would be lost. Nil: it takes as long as it takes.
    var deadline: ContinuousClock.Instant?
}
