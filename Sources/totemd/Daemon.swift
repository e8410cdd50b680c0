import Logging
import ServiceLifecycle
import TotemNode
import TotemServer
import UnixSignals

/// One run of the daemon, from opening the store to closing it.
struct Daemon {
    /// Seconds from the wish to stop until connections are cut. Service managers wait longer.
    private static let longestStop = 10

    let address: StoreAddress
    let host: String
    let port: Int
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
        let server = TotemServer(kernel: node.kernel, plugins: node.plugins, log: log)
        let watcher = ChangeWatcher(server.follower, log: log)
        let housekeeping = Housekeeping(node, log: log)
        let supervisor = ServiceManager.fromEnvironment()
        let application = server.application(host: host, port: port) { [host] port in
            StandardStreams.writeLine("Totem listens on http://\(Self.urlHost(host)):\(port)")
            supervisor?.notify("READY=1")
        }
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: BackgroundService { await housekeeping.run() }),
                .init(service: BackgroundService { await watcher.run() }),
                .init(service: HangupService(node: node, follower: server.follower, log: log)),
                .init(service: application),
                .init(service: StopNotice { supervisor?.notify("STOPPING=1") }),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: log
        )
        // Requests that run are done long before; who has sent half of one by then is not waited for.
        configuration.maximumGracefulShutdownDuration = .seconds(Self.longestStop)
        let group = ServiceGroup(configuration: configuration)
        try await group.run()
    }

    /// IPv6 addresses stand in brackets (RFC 3986 §3.2.2).
    private static func urlHost(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}
