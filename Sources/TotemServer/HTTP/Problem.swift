import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import TotemKernel
import TotemStore

/// A request's body that is no JSON: 400, or 415 when it says itself that it is something else.
public struct MalformedBody: Error {
    public let detail: String
    let status: HTTPResponse.Status
    let code: String

    init(_ detail: String) {
        self.detail = detail
        status = .badRequest
        code = "not-json"
    }

    init(mediaType: String) {
        detail = "The body is '\(mediaType)', not JSON; send JSON with Content-Type: application/json."
        status = .unsupportedMediaType
        code = "unsupported-media-type"
    }
}

/// An error as clients read it: RFC 9457.
struct Problem: JSONWritable, Sendable {
    static let schema = Schema.named(
        "Problem",
        .object(
            ["type": .url, "title": .text, "status": .integer(400...599), "detail": .text],
            sometimes: [
                "errors": .list(.object(["field": .text, "message": .text])),
                "request_id": .text.described("names the request in the server's log"),
                "cart": Cart.schema.described("as it is now, where it is not what it was taken for"),
            ]
        )
    )

    let status: HTTPResponse.Status
    /// In kebab case; `type` ends with it and `title` is made from it.
    let code: String
    var detail: String
    var fields: [KernelError.Field] = []
    var cart: Cart?
    var headers: HTTPFields = [:]
    /// The request's name in the log, where the log says more.
    var requestID: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("type", "https://totem.dev/problems/\(code)")
            json.member("title", title)
            json.member("status", status.code)
            json.member("detail", detail)
            if !fields.isEmpty { json.member("errors", fields) }
            if let requestID { json.member("request_id", requestID) }
            if let cart { json.member("cart", cart) }
        }
    }

    var answer: Answer {
        var headers = Answer.problemHeaders
        headers.append(contentsOf: self.headers)
        return Answer(status: status, headers: headers, body: .value(self))
    }

    /// `insufficient-stock`: "Insufficient stock"
    private var title: String {
        let words = code.split(separator: "-").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

/// Where every error of a request becomes what the client is told. What it can't know or mend is a 500 without
/// details; ``isServersFault`` asks for a line in the log.
extension Problem {
    init(_ error: any Error) {
        switch error {
        case let error as KernelError: self.init(error)
        case let error as MalformedBody: self.init(status: error.status, code: error.code, detail: error.detail)
        case let error as StoreError: self.init(error)
        case let error as HTTPError: self.init(error)
        case is NIOTooManyBytesError: self = .tooLarge
        case is HTTPParserError: self = .malformed("its body's length or a chunk of it is wrong")
        case is CancellationError: self = .stopping
        default: self = .internalError
        }
    }

    var isServersFault: Bool { status.kind == .serverError }

    private init(_ error: KernelError) {
        self.init(status: error.kind.status, code: error.code, detail: error.detail, fields: error.fields)
        cart = error.cart
        if let tag = error.cart?.tag { headers[.eTag] = tag.description }
        if let seconds = error.retryAfter { headers[.retryAfter] = String(seconds) }
        if error.kind == .unauthenticated { headers[.wwwAuthenticate] = "Bearer" }
        if error.kind == .unavailable, error.retryAfter == nil { headers[.retryAfter] = "1" }
    }

    private init(_ error: StoreError) {
        switch error.code {
        case .full, .readOnly, .locked, .closed, .interrupted, .unavailable, .corrupt, .inputOutput:
            self.init(
                status: .serviceUnavailable,
                code: "store-unavailable",
                detail: "The shop's store can't take this request now; try again.",
                headers: [.retryAfter: "5"]
            )
        case .busy:
            self.init(
                status: .serviceUnavailable,
                code: "store-busy",
                detail: "Too many wait for the shop's store at this moment; nothing was done. Try again.",
                headers: [.retryAfter: "\(error.retryAfter ?? 5)"]
            )
        case .conflict:
            self.init(
                status: .serviceUnavailable,
                code: "store-busy",
                detail: "Too many others changed the same thing at this moment; nothing was done. Try again.",
                headers: [.retryAfter: "1"]
            )
        case .outcomeUnknown:
            self.init(
                status: .serviceUnavailable,
                code: "outcome-unknown",
                detail: "The shop's store was lost while this request was being saved, so it may have been done. "
                    + "Send it again with the same Idempotency-Key, or look whether it was done before you repeat it.",
                headers: [.retryAfter: "5"]
            )
        case .unique:
            self.init(status: .conflict, code: "already-exists", detail: "Another one with this name or key exists.")
        case .foreignKey:
            self.init(
                status: .conflict,
                code: "in-use",
                detail: "It refers to something gone, or is still referred to."
            )
        default:
            self = .internalError
        }
    }

    private init(_ error: HTTPError) {
        switch error.status {
        case .notFound:
            self.init(status: .notFound, code: "not-found", detail: "There is nothing at this path.")
        case .contentTooLarge:
            self = .tooLarge
        default:
            self.init(status: error.status, code: "bad-request", detail: error.body ?? error.status.reasonPhrase)
        }
        headers.append(contentsOf: error.headers)
    }

    static let tooLarge = Problem(
        status: .contentTooLarge,
        code: "body-too-large",
        detail: "A request's body may have \(ServerLimits.bodyBytes) bytes at most.",
        headers: [.connection: "close"]
    )
    static let tooSlow = Problem(
        status: .requestTimeout,
        code: "request-too-slow",
        detail: "The body did not arrive within \(ServerLimits.bodySeconds) seconds.",
        headers: [.connection: "close"]
    )
    static let busy = Problem(
        status: .serviceUnavailable,
        code: "server-busy",
        detail: "The server has more to do than it can hold; nothing was done. Try again.",
        headers: [.retryAfter: "1", .connection: "close"]
    )
    static let stopping = Problem(
        status: .serviceUnavailable,
        code: "stopping",
        detail: "The server is stopping; try again.",
        headers: [.retryAfter: "1"]
    )
    static let internalError = Problem(
        status: .internalServerError,
        code: "internal-error",
        detail: "Something went wrong in the server; its log has the reason."
    )

    /// RFC 9110 §9.1 would have 501, which would count as a fault of the server's whenever somebody scans the shop.
    static let unknownMethod = {
        let list = RequestCheck.allowedMethods.joined(separator: ", ")
        return Problem(
            status: .methodNotAllowed,
            code: "unknown-method",
            detail: "The request's method is not known; there are: \(list).",
            headers: [.allow: list]
        )
    }()

    static func malformed(_ reason: String) -> Problem {
        Problem(
            status: .badRequest,
            code: "malformed-request",
            detail: "The request is no HTTP/1.1: \(reason).",
            headers: [.connection: "close"]
        )
    }

    static func methodNotAllowed(_ method: String, allowed: [String]) -> Problem {
        let list = allowed.joined(separator: ", ")
        return Problem(
            status: .methodNotAllowed,
            code: "method-not-allowed",
            detail: "\(method) can't be done here; allowed: \(list).",
            headers: [.allow: list]
        )
    }
}

extension KernelError.Kind {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .invalid: .unprocessableContent
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .stale: .preconditionFailed
        case .throttled: .tooManyRequests
        case .unavailable: .serviceUnavailable
        }
    }
}

/// An error that says itself what the client is told.
struct ProblemError: Error {
    let problem: Problem
}
