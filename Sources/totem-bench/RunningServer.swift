import Hummingbird
import TotemNode
import TotemServer

/// An HTTP server in this process, on a port of its own, until it is stopped.
struct RunningServer {
    let port: Int
    private let task: Task<Void, any Error>

    /// The server of a shop, as the daemon runs it.
    static func totem(_ node: Node) async throws -> RunningServer {
        let server = TotemServer(kernel: node.kernel, plugins: node.plugins, log: Workbench.log)
        return try await start { onReady in
            server.service(host: "127.0.0.1", port: 0) { onReady($0) }.run
        }
    }

    /// A server that is Hummingbird alone, with handlers that have finished answers.
    static func empty(_ addRoutes: (Router<BasicRequestContext>) -> Void) async throws -> RunningServer {
        let router = Router()
        addRoutes(router)
        return try await start { onReady in
            Application(
                router: router,
                configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0), backlog: 1024),
                onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) },
                logger: Workbench.log
            ).run
        }
    }

    /// - Parameter server: makes what runs a server that calls back with its port.
    static func start(
        _ server: (@escaping @Sendable (Int) -> Void) -> @Sendable () async throws -> Void
    ) async throws -> RunningServer {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let run = server { found.yield($0) }
        let task = Task {
            defer { found.finish() }
            try await run()
        }
        for await port in ports { return RunningServer(port: port, task: task) }
        try await task.value
        throw BenchmarkError("a server has ended before it listened")
    }

    func stop() async {
        task.cancel()
        _ = await task.result
    }
}
