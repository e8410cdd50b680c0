import Logging
import ServiceLifecycle
import TotemNode
import TotemServer
import UnixSignals

/// One run of the daemon, from opening the store to closing it.
struct Daemon {
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
        let watcher = ChangeWatcher(node, log: log) { server.clearCaches() }
        let housekeeping = Housekeeping(node, log: log)
        let supervisor = ServiceManager.fromEnvironment()
        let application = server.application(host: host, port: port) { [host] port in
            StandardStreams.writeLine("Totem listens on http://\(Self.urlHost(host)):\(port)")
            supervisor?.notify("READY=1")
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: BackgroundService { await housekeeping.run() }),
                    .init(service: BackgroundService { await watcher.run() }),
                    .init(service: HangupService(watcher: watcher, log: log)),
                    .init(service: application),
                    .init(service: StopNotice { supervisor?.notify("STOPPING=1") }),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: log
            )
        )
        try await group.run()
    }

    /// IPv6 addresses stand in brackets (RFC 3986 §3.2.2).
    private static func urlHost(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}
