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

/// Tries plugins again that are on and can't run here, when their files are others, and now and then: their folder may have been mended,
/// or have come at last, without a word to the store. A shop that is not ready for want of them may be asked nothing else that would.
struct PluginRetryService: Service {
    let plugins: PluginHost
    let log: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: PluginHost.mendingInterval)) != nil {
                do {
                    try await plugins.followMended()
                } catch {
                    log.warning("plugins could not be tried again", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}

/// Tells the supervisor that tasks get their turns.
struct HeartbeatService: Service {
    let link: WorkerLink

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                link.tell(.alive)
                try? await Task.sleep(for: WorkerReport.beat)
            }
        }
    }
}
