import HTTPTypes
import Hummingbird
import Logging
import TotemKernel
import TotemNode
import TotemStore

/// Reads of a product that is in the server's memory, against a Hummingbird handler that has the finished answer and
/// does nothing else. Both answer the same bytes with the same headers.
struct ReadsBenchmark {
    let bench: Workbench
    private static let connections: Int32 = 64
    private static let requests: Int64 = 30_000

    func run() async throws -> [Figure] {
        let node = try await bench.openShop("reads", plugins: [])
        let ours = try await RunningServer.totem(node)
        let load = HTTPLoad([[ScriptedRequest(method: "GET", path: "/v1/products/1", status: 200)]])
        let answer = try RawAnswer.read("/v1/products/1", port: ours.port)
        let theirs = try await Self.emptyServer(answer)
        guard try RawAnswer.read("/v1/products/1", port: theirs.port).body == answer.body else {
            throw BenchmarkError("the empty handler answers with other bytes")
        }
        let pairs = try await Pairs.measure(rounds: bench.rounds) { _ in
            try await rate(load, ours)
        } theirs: { _ in
            try await rate(load, theirs)
        }
        await ours.stop()
        await theirs.stop()
        await node.close()
        return [
            .atLeast(
                1,
                "product reads over HTTP",
                pairs.ratio,
                "\(Int(pairs.ours.median)) reads/s, empty handler: \(Int(pairs.theirs.median)), "
                    + "\(answer.body.count) bytes each"
            )
        ]
    }

    private func rate(_ load: HTTPLoad, _ server: RunningServer) async throws -> Double {
        let outcome = try await load.run(port: server.port, connections: Self.connections, runs: Self.requests)
        return Double(Self.requests) / outcome.seconds
    }

    private static func emptyServer(_ answer: RawAnswer) async throws -> RunningServer {
        let router = Router()
        let response = Response(
            status: .ok,
            headers: answer.headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
        router.get("/v1/products/{product}") { _, _ in response }
        return try await RunningServer.start { onReady in
            Application(
                router: router,
                configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0), backlog: 1024),
                onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) },
                logger: Workbench.log
            )
        }
    }
}
