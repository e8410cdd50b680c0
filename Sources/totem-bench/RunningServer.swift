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
            server.application(host: "127.0.0.1", port: 0) { onReady($0) }
        }
    }

    /// - Parameter application: makes an application that calls back with its port.
    static func start<App: ApplicationProtocol>(
        _ application: (@escaping @Sendable (Int) -> Void) -> App
    ) async throws -> RunningServer {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let application = application { found.yield($0) }
        let task = Task {
            defer { found.finish() }
            try await application.run()
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
