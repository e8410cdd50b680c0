internal import TotemKernel
internal import TotemStore

/// What plugins have where no transaction is open.
struct OutsideServices: Sendable {
    /// Where they open short ones.
    let store: any Store
    let clock: any Clock
    let network: PluginNetwork
}

/// A route or a job in no transaction.
struct OutsideCall: Sendable {
    let services: OutsideServices
    let context: RequestContext
}
