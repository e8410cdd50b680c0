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
        let crossOrigin = CrossOrigin(kernel: kernel)
        follower = Follower(kernel.store) { news in
            crossOrigin.follow(news)
            try await api.follow(news)
        }
        self.crossOrigin = crossOrigin
        proxies = TrustedProxies(trustedProxies, log: log)
    }
}
