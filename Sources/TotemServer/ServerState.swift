public import Logging
public import TotemKernel

/// What the routes of one server share.
public struct ServerState: Sendable {
    public let kernel: Kernel
    public let plugins: any PluginAdministration
    public let log: Logger
    /// Answers to reads of products. Evicted by whatever changes a product or its stock.
    public let products: ProductCache
    /// Asked before every answer.
    let follower: Follower
    let metrics = ServerMetrics()
    let connections: Connections
    let bodies = BodyMemory()
    let readiness: Readiness
    let logins: LoginGate
    let proxies: TrustedProxies

    init(
        kernel: Kernel,
        plugins: any PluginAdministration,
        trustedProxies: [NetworkRange],
        passwords: PasswordHasher,
        connections: Int,
        log: Logger
    ) {
        self.kernel = kernel
        self.plugins = plugins
        self.log = log
        self.connections = Connections(limit: connections)
        let products = ProductCache()
        self.products = products
        follower = Follower(kernel.store) {
            try await plugins.reconcile()
            products.clear()
        }
        readiness = Readiness(of: kernel.store)
        logins = LoginGate(hasher: passwords, clock: kernel.clock)
        proxies = TrustedProxies(trustedProxies, log: log)
    }
}
