public import Logging
public import TotemKernel

/// What the routes of one server share.
public struct ServerState: Sendable {
    public let kernel: Kernel
    public let plugins: any PluginAdministration
    public let log: Logger
    /// Who is behind the tokens of late. Cleared by whatever ends a session, revokes a key or changes a role.
    public let actors: ActorCache
    /// Answers to reads of products. Evicted by whatever changes a product or its stock.
    public let products: ProductCache
    /// Asked before every answer.
    let follower: Follower
    let metrics = ServerMetrics()
    /// Counts log-ins.
    let logins: LoginGate

    init(kernel: Kernel, plugins: any PluginAdministration, passwords: PasswordHasher, log: Logger) {
        self.kernel = kernel
        self.plugins = plugins
        self.log = log
        let (actors, products) = (ActorCache(), ProductCache())
        (self.actors, self.products) = (actors, products)
        follower = Follower(kernel.store) {
            try await plugins.reconcile()
            actors.clear()
            products.clear()
        }
        logins = LoginGate(hasher: passwords)
    }
}
