import Logging
import ServiceLifecycle
import TotemDelivery
import TotemNode
import TotemPluginHost
import TotemServer
import UnixSignals

/// One run of a worker, from opening the store to closing it.
struct Daemon {
    /// Seconds from the wish to stop until connections are cut. Service managers wait longer.
    private static let longestStop = 10

    let link: WorkerLink
    let address: StoreAddress
    let trustedProxies: [NetworkRange]
    let pluginFolders: [String]?
    let log: Logger

    /// Returns after a graceful stop.
    func run() async throws {
        let fault = PluginWatch.takeFault()
        if link.isLast {
            let node = try await Node.open(address, plugins: pluginFolders, runsPlugins: false, after: fault, log: log)
            return await node.close()
        }
        OpenFiles.raiseLimit()
        OpenFiles.keepFromPlugins()
        let node = try await Node.open(
            address,
            plugins: pluginFolders,
            after: fault,
            probing: PluginProbe(),
            log: log
        )
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
        let presence = NodePresence(node, as: link.node, log: log)
        await presence.begin()
        let watcher = ChangeWatcher(server.follower, presence, log: log)
        let housekeeping = Housekeeping(node, as: link.node, log: log)
        let delivery = Delivery(node.kernel, as: link.node, log: log)
        let metrics = link.metrics.map { descriptor in
            server.metricsService(on: ListeningSocket(descriptor: descriptor)) { _ in }
        }
        let service = server.service(on: ListeningSocket(descriptor: link.listening)) { [link] _ in link.tell(.ready) }
        var services: [any Service] = [
            BackgroundService { await housekeeping.run() }, BackgroundService { await watcher.run() },
            BackgroundService { await presence.run() }, BackgroundService { await delivery.run() },
            HangupService(node: node, follower: server.follower, log: log), HeartbeatService(link: link),
            PluginRetryService(plugins: node.plugins, log: log),
        ]
        if let metrics { services.append(metrics) }
        services.append(service)
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
