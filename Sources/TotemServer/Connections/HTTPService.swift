import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOExtras
import NIOPosix
public import ServiceLifecycle

/// Answers HTTP on a socket that may have been opened by another process. A graceful shutdown lets running requests
/// finish.
public struct HTTPService: Service {
    let socket: @Sendable () throws -> ListeningSocket
    let connections: HTTPConnections
    /// Beyond that clients wait in the socket's queue.
    let largestCount: Int
    let log: Logger
    /// Called with the port once it answers.
    let onReady: @Sendable (Int) async -> Void

    public func run() async throws {
        let socket = try socket()
        let port = socket.port
        let quiescing = ServerQuiescingHelper(group: MultiThreadedEventLoopGroup.singleton)
        let channel = try await bootstrap(quiescing).bind(socket.descriptor) { channel in
            connections.setup(channel: channel, logger: log)
        }
        // NIO has made it shorter.
        try socket.makeQueue()
        await withGracefulShutdownHandler {
            await onReady(port)
            await serve(channel)
        } onGracefulShutdown: {
            quiescing.initiateShutdown(promise: nil)
        }
    }

    private func bootstrap(_ quiescing: ServerQuiescingHelper) -> ServerBootstrap {
        let limit = MaximumAvailableConnections(largestCount, logger: log)
        return ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(AvailableConnectionsChannelHandler(delegate: limit))
                    try pipeline.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
    }

    private func serve(_ channel: NIOAsyncChannel<HTTPConnections.Value, Never>) async {
        await withDiscardingTaskGroup { group in
            do {
                try await channel.executeThenClose { clients in
                    for try await client in clients {
                        group.addTask { await connections.handle(value: client, logger: log) }
                    }
                }
            } catch {
                log.error("waiting for clients failed", metadata: ["error": "\(error)"])
            }
        }
    }
}
