import Logging
import TotemAPI
import TotemKernel

/// What the server keeps beside the shop's interface.
struct ServerState: Sendable {
    let api: API
    let log: Logger
    /// Asked before every answer.
    let follower: Follower
    let metrics = RequestMetrics()
    let connections: Connections
    let bodies = BodyMemory()
    let proxies: TrustedProxies
    let crossOrigin: CrossOrigin

    init(
        kernel: Kernel,
        plugins: any PluginAdministration,
        trustedProxies: [NetworkRange],
        passwords: PasswordHasher,
        connections: Int,
        log: Logger
    ) {
        let api = API(
            kernel: kernel,
            plugins: plugins,
            passwords: passwords,
            readinessPatience: ServerLimits.readinessPatience
        )
        self.api = api
        self.log = log
        self.connections = Connections(limit: connections)
        follower = Follower(kernel.store) { news in
            try await api.follow(news)
        }
        crossOrigin = CrossOrigin(kernel: kernel)
        proxies = TrustedProxies(trustedProxies, log: log)
    }
}
