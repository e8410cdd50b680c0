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
    let date = DateField()
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

    /// Counts a request that was answered, and tells the log of it.
    /// - Parameter route: as it was declared, not the path: a path can hold a cart's id, which is a secret.
    func note(_ method: String, route: String?, status: Int, requestID: String?, _ duration: Duration) {
        metrics.add(method, route: route, status: status, duration)
        log.debug(
            "request",
            metadata: [
                "request_id": "\(requestID ?? "")", "method": "\(method)", "route": "\(route ?? "")",
                "status": "\(status)", "duration": "\(duration)",
            ]
        )
    }
}
