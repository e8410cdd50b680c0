import Logging
import ServiceLifecycle
import TotemKernel
import TotemNode
import TotemPluginHost
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
    let socket: SocketName
    let serve: @Sendable () async throws -> Void

    /// - Throws: ``ConfigurationError`` when it can't listen there.
    func run() async throws {
        do {
            try await serve()
        } catch {
            throw ConfigurationError("--metrics: \(StartError(error, host: socket.host, port: socket.port))")
        }
    }
}
