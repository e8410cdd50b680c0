public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import TotemAPI
public import TotemKernel

/// The HTTP interface of a shop.
public struct TotemServer: Sendable {
    let state: ServerState

    /// - Parameters:
    ///   - trustedProxies: whose `X-Forwarded-For` counts.
    ///   - passwords: what a log-in costs; tests make it cheap.
    ///   - connections: how many clients may be connected at one time. Every one is an open file, and there may be an
    ///     eighth more for a moment: those that are told to come again, and those that give way.
    public init(
        kernel: Kernel,
        plugins: any PluginAdministration,
        trustedProxies: [NetworkRange] = [],
        passwords: PasswordHasher = PasswordHasher(),
        connections: Int = 1000,
        log: Logger
    ) {
        state = ServerState(
            kernel: kernel,
            plugins: plugins,
            trustedProxies: trustedProxies,
            passwords: passwords,
            connections: connections,
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
        adding more: (inout Routes) -> Void,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        var routes = routes()
        more(&routes)
        return application(of: routes, host: host, port: port, onReady: onReady)
    }

    /// Serves these routes alone, within the limits of the house.
    func application(
        of routes: Routes,
        host: String,
        port: Int,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        var log = state.log
        log.logLevel = max(log.logLevel, .notice)
        let (connections, metrics) = (state.connections, state.metrics)
        return Application(
            responder: routes.responder(for: state),
            server: HTTPServerBuilder { HTTPConnections(responder: $0, connections: connections, metrics: metrics) },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                backlog: 1024,
                // Beyond that clients wait in the system's queue.
                availableConnectionsDelegate: MaximumAvailableConnections(
                    connections.limit + connections.limit / 8,
                    logger: log
                )
            ),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: log
        )
    }

    /// Those of the shop, and the server's own.
    func routes() -> Routes {
        var routes = Routes.ofShop()
        addMetricsRoutes(of: state, to: &routes)
        routes.addDocument()
        return routes
    }
}
