import Logging
import ServiceLifecycle
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemServer
import UnixSignals

/// Work beside the server that a graceful stop cancels.
struct BackgroundService: Service {
    let work: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }
}

/// Follows the store's plugins and settings on SIGHUP.
struct HangupService: Service {
    let node: Node
    let follower: Follower
    let log: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                try await node.plugins.reconcileAnew()
                try await follower.follow()
                log.info("followed the store on SIGHUP")
            } catch {
                log.error("following the store on SIGHUP failed", metadata: ["error": "\(error)"])
            }
        }
    }
}

/// Says that the daemon is stopping, before the server stops.
struct StopNotice: Service {
    let notify: @Sendable () -> Void

    func run() async throws {
        try await gracefulShutdown()
        notify()
    }
}

/// Metrics at an address of their own.
struct MetricsService: Service {
    private let server: TotemServer
    private let socket: SocketName
    private let log: Logger
    /// Has an element when it listens, and ends without one when it can't.
    private let beginning = AsyncStream<Void>.makeStream()

    init(of server: TotemServer, at socket: SocketName, log: Logger) {
        self.server = server
        self.socket = socket
        self.log = log
    }

    /// - Throws: ``ConfigurationError`` when it can't listen there.
    func run() async throws {
        defer { beginning.continuation.finish() }
        let application = server.metricsApplication(host: socket.host, port: socket.port) { port in
            log.info("metrics are told at \(socket.url(onPort: port))/metrics")
            beginning.continuation.yield()
        }
        do {
            try await application.run()
        } catch {
            throw ConfigurationError("--metrics: \(StartError(error, socket: socket, option: .metrics))")
        }
    }

    /// Waits until it listens.
    /// - Returns: false when it can't.
    func begins() async -> Bool {
        for await _ in beginning.stream { return true }
        return false
    }
}
