import Glibc
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import TotemAPI

/// What can go wrong with a request before it gets to a route.
extension Problem {
    /// - Parameter error: of the server's libraries, or of a route.
    init(of error: any Error) {
        switch error {
        case let error as HTTPError: self.init(error)
        case is NIOTooManyBytesError: self = .tooLarge
        case is HTTPParserError: self = .malformed("its body's length or a chunk of it is wrong")
        case let error as IOError where [ECONNRESET, EPIPE, ETIMEDOUT].contains(error.errnoCode):
            // Whoever sent it has gone, and reads no answer: no fault of the server's, however many do so.
            self = .malformed("it broke off")
        default: self.init(error)
        }
    }

    private init(_ error: HTTPError) {
        switch error.status {
        case .notFound:
            self = .nothingHere
        case .contentTooLarge:
            self = .tooLarge
        default:
            self.init(status: error.status.code, code: "bad-request", detail: error.body ?? error.status.reasonPhrase)
        }
    }

    static let nothingHere = Problem(status: 404, code: "not-found", detail: "There is nothing at this path.")
    static let tooLarge = Problem(
        status: 413,
        code: "body-too-large",
        detail: "A request's body may have \(ServerLimits.bodyBytes) bytes at most.",
        headers: [(.connection, "close")]
    )
    static let tooSlow = Problem(
        status: 408,
        code: "request-too-slow",
        detail: "The body did not arrive within \(ServerLimits.bodySeconds) seconds.",
        headers: [(.connection, "close")]
    )
    static let busy = Problem(
        status: 503,
        code: "server-busy",
        detail: "The server has more to do than it can hold; nothing was done. Try again.",
        headers: [(.retryAfter, "1"), (.connection, "close")]
    )

    /// RFC 9110 §9.1 would have 501, which would count as a fault of the server's whenever somebody scans the shop.
    static let unknownMethod = {
        let list = RequestCheck.allowedMethods.joined(separator: ", ")
        return Problem(
            status: 405,
            code: "unknown-method",
            detail: "The request's method is not known; there are: \(list).",
            headers: [(.allow, list)]
        )
    }()

    static func malformed(_ reason: String) -> Problem {
        Problem(
            status: 400,
            code: "malformed-request",
            detail: "The request is no HTTP/1.1: \(reason).",
            headers: [(.connection, "close")]
        )
    }
}
