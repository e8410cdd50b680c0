public import Logging
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

    /// The server as a service: it answers on this socket while it runs, and a graceful shutdown lets running requests finish.
    /// - Parameter onReady: called with the port once it answers.
    public func service(on socket: ListeningSocket, onReady: @escaping @Sendable (Int) async -> Void) -> HTTPService {
        service(of: routes(), on: { socket }, onReady: onReady)
    }

    /// The same on a socket of its own, which it opens when it runs.
    public func service(
        host: String,
        port: Int,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> HTTPService {
        service(host: host, port: port, adding: { _ in }, onReady: onReady)
    }

    /// The same with more routes.
    func service(
        host: String,
        port: Int,
        adding more: (inout Routes) -> Void,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> HTTPService {
        var routes = routes()
        more(&routes)
        return service(of: routes, on: { try ListeningSocket(host: host, port: port) }, onReady: onReady)
    }

    /// Serves these routes alone, within the limits of the house.
    func service(
        of routes: Routes,
        on socket: @escaping @Sendable () throws -> ListeningSocket,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> HTTPService {
        var log = state.log
        log.logLevel = max(log.logLevel, .notice)
        return HTTPService(
            socket: socket,
            connections: HTTPConnections(
                responder: routes.answering(for: state, log),
                server: state
            ),
            largestCount: state.connections.limit + state.connections.limit / 8,
            log: log,
            onReady: onReady
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
