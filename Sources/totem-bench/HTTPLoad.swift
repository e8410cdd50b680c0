import CBaseline
import Dispatch
import Glibc

/// One request of a script, as bytes; `{id}` in the path stands for the id that an answer before it had.
struct ScriptedRequest {
    let method: String
    let path: String
    var body = ""
    var headers = ""
    let status: Int32
    var keepsID = false

    var text: String {
        let length =
            body.isEmpty ? "" : "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        return "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(headers)\(length)\r\n\(body)"
    }
}

/// Scripts of requests, rendered once and sent many times by the load generator.
final class HTTPLoad: Sendable {
    struct Outcome: Sendable {
        let seconds: Double
        /// What the load generator's one thread has taken of the processor, in seconds.
        let processorTime: Double
        /// Of every request, in milliseconds, sorted.
        let latencies: [Double]

        /// The latency that this part of the requests is not above.
        func percentile(_ part: Double) -> Double {
            latencies[min(latencies.count - 1, Int(Double(latencies.count) * part))]
        }
    }

    /// Memory that is written once, here, and lives as long as this object.
    nonisolated(unsafe) private let requests: UnsafeMutableBufferPointer<load_request>
    private let scriptLength: Int
    private let scriptCount: Int

    init(_ scripts: [[ScriptedRequest]]) {
        let length = scripts.first?.count ?? 0
        precondition(scripts.allSatisfy { $0.count == length }, "scripts have one length")
        scriptLength = length
        scriptCount = scripts.count
        requests = .allocate(capacity: scripts.count * length)
        for (index, request) in scripts.joined().enumerated() {
            requests.initializeElement(at: index, to: Self.render(request))
        }
    }

    deinit {
        for request in requests {
            free(UnsafeMutablePointer(mutating: request.before))
            free(UnsafeMutablePointer(mutating: request.after))
        }
        requests.deallocate()
    }

    /// Runs scripts one after another on each connection, on a thread of its own.
    func run(port: Int, connections: Int32, runs: Int64) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try self.runHere(port, connections, runs) })
            }
        }
    }

    private func runHere(_ port: Int, _ connections: Int32, _ runs: Int64) throws -> Outcome {
        var latencies = [Int64](repeating: 0, count: Int(runs) * scriptLength)
        var error = [CChar](repeating: 0, count: 1024)
        let start = ContinuousClock.now
        let startOfThread = ProcessorTime.ofThread
        let result = latencies.withUnsafeMutableBufferPointer { latencies in
            var plan = load_plan()
            plan.port = Int32(port)
            plan.connections = connections
            plan.requests = UnsafePointer(requests.baseAddress)
            plan.script_length = scriptLength
            plan.script_count = scriptCount
            plan.runs = runs
            plan.latencies = latencies.baseAddress
            return load_run(&plan, &error, error.count)
        }
        let duration = (ContinuousClock.now - start).components
        guard result == 0 else {
            throw BenchmarkError(
                "the load failed: \(String(decoding: error.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))"
            )
        }
        return Outcome(
            seconds: Double(duration.seconds) + Double(duration.attoseconds) / 1e18,
            processorTime: ProcessorTime.ofThread - startOfThread,
            latencies: latencies.map { Double($0) / 1e6 }.sorted()
        )
    }

    private static func render(_ request: ScriptedRequest) -> load_request {
        let parts = request.text.split(separator: "{id}", maxSplits: 1, omittingEmptySubsequences: false)
        return load_request(
            before: strdup(String(parts[0])).map { UnsafePointer($0) },
            after: parts.count == 2 ? strdup(String(parts[1])).map { UnsafePointer($0) } : nil,
            status: request.status,
            keeps_id: request.keepsID ? 1 : 0
        )
    }
}
