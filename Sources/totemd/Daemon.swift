import Logging
import ServiceLifecycle
import TotemDelivery
import TotemNode
import TotemProgram
import TotemServer
import UnixSignals

/// One run of the daemon, from opening the store to closing it.
struct Daemon {
    /// Seconds from the wish to stop until connections are cut. Service managers wait longer.
    private static let longestStop = 10

    let address: StoreAddress
    let socket: SocketName
    /// Where metrics are told to everybody; nil: nowhere.
    let metricsSocket: SocketName?
    let trustedProxies: [NetworkRange]
    let pluginFolders: [String]?
    let log: Logger

    /// Returns after a graceful stop.
    func run() async throws {
        OpenFiles.raiseLimit()
        let node = try await Node.open(address, plugins: pluginFolders, log: log)
        do {
            try await serve(node)
        } catch {
            await node.close()
            throw error
        }
        await node.close()
    }

    /// Services stop in the reverse of this order: first the server, which finishes its requests.
    private func serve(_ node: Node) async throws {
        let server = TotemServer(
            kernel: node.kernel,
            plugins: node.plugins,
            trustedProxies: trustedProxies,
            connections: try OpenFiles.connections(),
            log: log
        )
        let presence = NodePresence(node, log: log)
        await presence.begin()
        let watcher = ChangeWatcher(server.follower, presence, log: log)
        let housekeeping = Housekeeping(node, log: log)
        let delivery = Delivery(node.kernel, log: log)
        let supervisor = ServiceManager.fromEnvironment()
        let metrics = metricsSocket.map { MetricsService(of: server, at: $0, log: log) }
        let application = server.application(host: socket.host, port: socket.port) { [socket] port in
            // Nothing is ready while something of it may yet be refused.
            if let metrics, await !metrics.begins() { return }
            Output.line("Totem listens on \(socket.url(onPort: port))")
            supervisor?.notify("READY=1")
        }
        var services: [any Service] = [
            BackgroundService { await housekeeping.run() }, BackgroundService { await watcher.run() },
            BackgroundService { await presence.run() }, BackgroundService { await delivery.run() },
            HangupService(node: node, follower: server.follower, log: log),
        ]
        if let metrics { services.append(metrics) }
        services += [application, StopNotice { supervisor?.notify("STOPPING=1") }]
        var configuration = ServiceGroupConfiguration(
            // What can't listen is the only thing to be said then, not what was cut short by it.
            services: services.map { .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: log
        )
        // Requests that run are done long before; who has sent half of one by then is not waited for.
        configuration.maximumGracefulShutdownDuration = .seconds(Self.longestStop)
        let group = ServiceGroup(configuration: configuration)
        try await group.run()
    }
}
