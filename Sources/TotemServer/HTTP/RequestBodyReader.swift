import HTTPTypes
import Hummingbird

/// What a request may cost before anybody has looked at what it asks for.
public enum ServerLimits {
    /// 1 MiB.
    public static let bodyBytes = 1 << 20
    /// How long a body may take to arrive.
    static let bodySeconds = 30
    /// How long a connection may stay silent, between requests and within one.
    static let idleSeconds = 60
    static let headerBytes = 16 * 1024
    static let headerCount = 100
}

/// Takes a request's body in whole, up to the limits.
enum RequestBodyReader {
    static func read(_ request: Request) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }) {
            guard length > 0 else { return [] }
            guard length <= ServerLimits.bodyBytes else { throw ProblemError(problem: .tooLarge) }
        }
        let deadline = ContinuousClock.now + .seconds(ServerLimits.bodySeconds)
        var bytes: [UInt8] = []
        for try await chunk in request.body {
            guard bytes.count + chunk.readableBytes <= ServerLimits.bodyBytes else {
                throw ProblemError(problem: .tooLarge)
            }
            guard ContinuousClock.now < deadline else { throw ProblemError(problem: .tooSlow) }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
    }
}
