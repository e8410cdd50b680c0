import Hummingbird
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
        let request = ScriptedRequest(method: "GET", path: "/v1/products/1", status: 200)
        let load = HTTPLoad([[request]])
        let answer = try RawAnswer.of(request, port: ours.port)
        let response = answer.response
        let theirs = try await RunningServer.empty { $0.get("/v1/products/{product}") { _, _ in response } }
        guard try RawAnswer.of(request, port: theirs.port).body == answer.body else {
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
}
