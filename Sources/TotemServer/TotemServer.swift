public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import TotemKernel

/// The HTTP interface of a shop.
public struct TotemServer: Sendable {
    public let state: ServerState

    /// - Parameters:
    ///   - trustedProxies: whose `X-Forwarded-For` counts.
    ///   - passwords: what a log-in costs; tests make it cheap.
    public init(
        kernel: Kernel,
        plugins: any PluginAdministration,
        trustedProxies: [NetworkRange] = [],
        passwords: PasswordHasher = PasswordHasher(),
        log: Logger
    ) {
        state = ServerState(
            kernel: kernel,
            plugins: plugins,
            trustedProxies: trustedProxies,
            passwords: passwords,
            log: log
        )
    }

    /// What keeps the server in step with other processes.
    public var follower: Follower { state.follower }

    /// The server as a service: it listens when it runs, and a graceful shutdown lets running requests finish.
    /// - Parameter onReady: called with the port once the server listens.
    public func application(
        host: String,
        port: Int,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        application(host: host, port: port, adding: { _ in }, onReady: onReady)
    }

    /// The same with more routes.
    func application(
        host: String,
        port: Int,
        adding more: (Routes) -> Void,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let routes = routes()
        more(routes)
        return application(of: routes, host: host, port: port, onReady: onReady)
    }

    /// Serves these routes alone, within the limits of the house.
    func application(
        of routes: Routes,
        host: String,
        port: Int,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        var http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [MalformedRequests()],
            idleTimeout: .seconds(Int64(ServerLimits.idleSeconds))
        )
        http.httpDecoder = .init(
            maxHeaderFieldSize: ServerLimits.headerBytes,
            maxHeaderListSize: ServerLimits.headerBytes * 2,
            maxHeaderFieldCount: ServerLimits.headerCount
        )
        var log = state.log
        log.logLevel = max(log.logLevel, .notice)
        return Application(
            responder: routes.build(),
            server: .http1(configuration: http),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), backlog: 1024),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: log
        )
    }

    func routes() -> Routes {
        let routes = Routes(server: state)
        addHealthRoutes(to: routes)
        addMetricsRoutes(to: routes)
        addSessionRoutes(to: routes)
        addProfileRoutes(to: routes)
        addUserRoutes(to: routes)
        addSettingRoutes(to: routes)
        addProductRoutes(to: routes)
        addCategoryRoutes(to: routes)
        addInventoryRoutes(to: routes)
        addCartRoutes(to: routes)
        addOrderRoutes(to: routes)
        addWebhookRoutes(to: routes)
        addPluginAdministrationRoutes(to: routes)
        addPluginRoutes(to: routes)
        addOpenAPIRoutes(to: routes)
        return routes
    }
}
