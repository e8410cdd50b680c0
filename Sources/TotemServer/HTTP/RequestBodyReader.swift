import HTTPTypes
import Hummingbird
import TotemAPI

/// Takes a request's body in whole, up to the limits.
enum RequestBodyReader {
    /// Runs `use` with the body, which takes its part of `memory` until that is done.
    /// - Throws: ``ProblemError`` when it is too large, or all bodies together are; what `use` throws.
    static func withBody<Value>(
        of request: Request,
        _ memory: BodyMemory,
        _ use: ([UInt8]) async throws -> Value
    ) async throws -> Value {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }) {
            guard length > 0 else { return try await use([]) }
            guard length <= ServerLimits.bodyBytes else { throw ProblemError(problem: .tooLarge) }
        }
        var bytes: [UInt8] = []
        var taken = 0
        defer { memory.release(taken) }
        for try await chunk in request.body {
            let count = bytes.count + chunk.readableBytes
            guard count <= ServerLimits.bodyBytes else { throw ProblemError(problem: .tooLarge) }
            let more = max(0, count - BodyMemory.freeBytes) - taken
            if more > 0 {
                guard memory.take(more) else { throw ProblemError(problem: .busy) }
                taken += more
            }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return try await use(bytes)
    }
}
