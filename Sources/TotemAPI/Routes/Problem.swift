package import TotemKernel
import TotemStore

/// A request's body that is no JSON: 400, or 415 when it says itself that it is something else.
package struct MalformedBody: Error {
    package let detail: String
    let status: Int
    let code: String

    init(_ detail: String) {
        self.detail = detail
        status = 400
        code = "not-json"
    }

    init(mediaType: String) {
        detail = "The body is '\(mediaType)', not JSON; send JSON with Content-Type: application/json."
        status = 415
        code = "unsupported-media-type"
    }
}

/// An error as clients read it: RFC 9457.
package struct Problem: JSONWritable, Sendable {
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

    package let status: Int
    /// In kebab case; `type` ends with it and `title` is made from it.
    let code: String
    /// The plugin whose code it is.
    private var plugin: String?
    package var detail: String
    private(set) var fields: [KernelError.Field]
    private var cart: Cart?
    private var headers: [(header: Header, value: String)]
    /// The request's name in the log, where the log says more.
    package var requestID: String?

    package init(
        status: Int,
        code: String,
        detail: String,
        fields: [KernelError.Field] = [],
        headers: [(header: Header, value: String)] = []
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.fields = fields
        self.headers = headers
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("type", "https://totem.dev/problems/\(plugin.map { "\($0)/" } ?? "")\(code)")
            json.member("title", title)
            json.member("status", status)
            json.member("detail", detail)
            if !fields.isEmpty { json.member("errors", fields) }
            if let requestID { json.member("request_id", requestID) }
            if let cart { json.member("cart", cart) }
        }
    }

    package var answer: Answer {
        Answer(status: status, headers: Answer.problemHeaders + headers, body: .value(self))
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
    package init(_ error: any Error) {
        switch error {
        case let error as KernelError: self.init(error)
        case let error as MalformedBody: self.init(status: error.status, code: error.code, detail: error.detail)
        case let error as StoreError: self.init(error)
        case let error as ProblemError: self = error.problem
        case is CancellationError: self = .stopping
        default: self = .internalError
        }
    }

    package var isServersFault: Bool { status >= 500 }

    private init(_ error: KernelError) {
        self.init(status: error.kind.status, code: error.code, detail: error.detail, fields: error.fields)
        cart = error.cart
        plugin = error.plugin
        if let tag = error.cart?.tag { headers.append((.eTag, tag.description)) }
        if let seconds = error.retryAfter { headers.append((.retryAfter, String(seconds))) }
        if error.kind == .unauthenticated { headers.append((.wwwAuthenticate, "Bearer")) }
        if error.kind == .unavailable, error.retryAfter == nil { headers.append((.retryAfter, "1")) }
    }

    private init(_ error: StoreError) {
        switch error.code {
        case .full, .readOnly, .locked, .closed, .interrupted, .unavailable, .corrupt, .inputOutput:
            self.init(
                status: 503,
                code: "store-unavailable",
                detail: "The shop's store can't take this request now; try again.",
                headers: [(.retryAfter, "5")]
            )
        case .busy:
            self.init(
                status: 503,
                code: "store-busy",
                detail: "Too many wait for the shop's store at this moment; nothing was done. Try again.",
                headers: [(.retryAfter, "\(error.retryAfter ?? 5)")]
            )
        case .conflict:
            self.init(
                status: 503,
                code: "store-busy",
                detail: "Too many others changed the same thing at this moment; nothing was done. Try again.",
                headers: [(.retryAfter, "1")]
            )
        case .outcomeUnknown:
            self.init(
                status: 503,
                code: "outcome-unknown",
                detail: "The shop's store was lost while this request was being saved, so it may have been done. "
                    + "Send it again with the same Idempotency-Key, or look whether it was done before you repeat it.",
                headers: [(.retryAfter, "5")]
            )
        case .outOfRange:
            self.init(
                status: 422,
                code: "amount-too-large",
                detail: "What is asked for comes to more than a 64-bit number can hold; ask for less at once."
            )
        case .unique:
            self.init(status: 409, code: "already-exists", detail: "Another one with this name or key exists.")
        case .foreignKey:
            self.init(
                status: 409,
                code: "in-use",
                detail: "It refers to something gone, or is still referred to."
            )
        default:
            self = .internalError
        }
    }

    package static let stopping = Problem(
        status: 503,
        code: "stopping",
        detail: "The server is stopping; try again.",
        headers: [(.retryAfter, "1")]
    )
    package static let internalError = Problem(
        status: 500,
        code: "internal-error",
        detail: "Something went wrong in the server; its log has the reason."
    )

    package static func methodNotAllowed(_ method: String, allowed: [String]) -> Problem {
        let list = allowed.joined(separator: ", ")
        return Problem(
            status: 405,
            code: "method-not-allowed",
            detail: "\(method) can't be done here; allowed: \(list).",
            headers: [(.allow, list)]
        )
    }
}

extension KernelError.Kind {
    fileprivate var status: Int {
        switch self {
        case .invalid: 422
        case .unauthenticated: 401
        case .paymentRequired: 402
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .stale: 412
        case .throttled: 429
        case .unavailable: 503
        }
    }
}

/// An error that says itself what the client is told.
package struct ProblemError: Error {
    package let problem: Problem

    package init(problem: Problem) { self.problem = problem }
}
