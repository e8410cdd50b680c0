public import HTTPTypes
import Hummingbird
public import TotemKernel
public import TotemStore

/// A request as routes see it: who asks, the plugins that are on for it, its path, query and body.
public struct APIRequest: Sendable {
    public let server: ServerState
    /// Who asks, when, and the plugins of this request: the same from its start to its end.
    public let context: TotemKernel.RequestContext
    public let method: HTTPRequest.Method
    /// Path and query as they came.
    public let target: String
    public let headers: HTTPFields
    /// The body as it came, at most ``ServerLimits/bodyBytes``; empty when there was none.
    public internal(set) var body: [UInt8] = []
    /// The Bearer token that it came with, found good. Secret.
    public let token: String?
    /// The address of the one who connected.
    private let peer: String?
    private let parameters: Parameters

    /// Its body comes later: first it is looked at who asks.
    init(_ request: Request, _ connection: ServerContext, server: ServerState) {
        self.server = server
        context = server.kernel.context(for: connection.actor)
        method = request.method
        target = request.uri.string
        headers = request.headers
        token = connection.token
        peer = connection.peer
        parameters = connection.parameters
    }

    public var actor: Actor { context.actor }
    public var kernel: Kernel { server.kernel }

    /// Where it comes from, as throttles tell places apart: an IPv4 address, or a network of IPv6.
    var place: String {
        guard let peer = peer.flatMap({ NetworkAddress($0) }) else { return "" }
        return server.proxies.client(behind: peer, headers).place
    }

    /// The parameters of the query string.
    /// - Throws: ``KernelError`` when it is not percent-encoded.
    public func query() throws(KernelError) -> Query {
        guard let mark = target.firstIndex(of: "?") else { return try Query("") }
        return try Query(target[target.index(after: mark)...].prefix { $0 != "#" })
    }

    /// A part of the path that the route names in braces, decoded.
    public func parameter(_ name: String) throws(KernelError) -> String {
        guard let raw = parameters[name[...]], let text = PercentDecoding.decode(raw) else {
            throw .notFound("such path")
        }
        return text
    }

    /// An id in the path. What is not written as an id is names nothing: 404.
    /// - Parameter thing: as the error names it: "order".
    public func id<Entity>(_ name: String, of thing: String) throws(KernelError) -> Identifier<Entity> {
        let text = try parameter(name)
        guard let id = Identifier<Entity>(canonical: text) else { throw .notFound("\(thing) '\(text)'") }
        return id
    }

    /// The segments that a `**` at the end of the route's path matched, decoded.
    func rest() throws(KernelError) -> [String] {
        var segments: [String] = []
        for raw in parameters.getCatchAll() {
            guard let segment = PercentDecoding.decode(raw) else { throw .notFound("such path") }
            segments.append(segment)
        }
        return segments
    }

    /// The body as JSON.
    /// - Throws: ``MalformedBody`` (400) when it is no JSON; ``KernelError`` (422) naming every field that is missing,
    ///   of another type or not known.
    public func json<Body: Decodable>(_ type: Body.Type = Body.self) throws -> Body {
        try BodyDecoder.decode(type, from: json())
    }

    /// What `check` makes of the body. Its objections are named together with the fields that are missing, of another
    /// type or not known; it sees something empty in the place of those.
    /// - Throws: ``MalformedBody`` (400) when it is no JSON; ``KernelError`` (422) naming every bad field.
    func json<Body: Decodable, Value>(
        _ type: Body.Type = Body.self,
        check: (Body) throws -> Value
    ) throws -> Value {
        try BodyDecoder.decode(type, from: json(), check: check)
    }

    /// Whether a body came. A route whose body may be left out asks before it decodes.
    public var hasBody: Bool { !body.isEmpty }

    private func json() throws -> JSONValue {
        guard hasBody else { throw MalformedBody("The request needs a JSON body.") }
        do {
            return try JSONParser.parse(body)
        } catch {
            // JSON is taken for what it is, whatever it is called: curl -d calls it a form.
            if let type = foreignMediaType { throw MalformedBody(mediaType: type) }
            throw MalformedBody("The body is no JSON: at byte \(error.offset) it \(error.message).")
        }
    }

    /// What the body is said to be, when that is not JSON.
    private var foreignMediaType: String? {
        if let coding = headers[.contentEncoding], coding.lowercased() != "identity" { return coding }
        guard let type = headers[.contentType] else { return nil }
        let essence = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        return essence == "application/json" || essence.hasSuffix("+json") ? nil : String(essence)
    }

    /// Runs `body` on one snapshot of the store.
    /// - Parameter use: nil: as it suits the actor.
    public func read<Value: Sendable>(
        for use: StoreUse? = nil,
        _ body: @escaping @Sendable (Transaction, TotemKernel.RequestContext) throws -> Value
    ) async throws -> Value {
        try await kernel.read(context, for: use, body)
    }

    /// Answers a request that changes something: runs `body` in one durable transaction. When the client sent an
    /// `Idempotency-Key`, the answer is kept in the same transaction, and a repeat of the request gets it again
    /// without running `body`. What `body` throws rolls back all of it, and nothing is kept.
    /// - Parameters:
    ///   - use: nil: as it suits the actor.
    ///   - compared: what makes requests with one key the same; nil: the body as it came.
    public func change(
        for use: StoreUse? = nil,
        comparing compared: [UInt8]? = nil,
        _ body: @escaping @Sendable (Transaction, TotemKernel.RequestContext) throws -> Answer
    ) async throws -> Answer {
        guard let request = try idempotentRequest(comparing: compared) else {
            return try await kernel.write(context, for: use, body)
        }
        return try await kernel.write(context, for: use) { tx, context in
            let (answer, isReplay) = try IdempotencyKeys.run(request, in: tx, at: context.now) {
                try body(tx, context).kept()
            }
            return Answer(answer, isReplay: isReplay)
        }
    }

    /// The answer that is kept for this request, when it is a repeat: for those who have to look before they do long work.
    func keptAnswer(comparing compared: [UInt8]) async throws -> Answer? {
        guard let request = try idempotentRequest(comparing: compared) else { return nil }
        return try await read { tx, context in
            try IdempotencyKeys.answer(to: request, in: tx, at: context.now).map { Answer($0, isReplay: true) }
        }
    }

    private func idempotentRequest(comparing compared: [UInt8]?) throws(KernelError) -> IdempotentRequest? {
        guard let key = headers[.idempotencyKey] else { return nil }
        return try IdempotentRequest(
            actor: actor,
            key: key,
            method: method.rawValue,
            target: target,
            body: compared ?? body
        )
    }
}

extension HTTPField.Name {
    static let idempotencyKey = Self.known("Idempotency-Key")
    static let idempotentReplayed = Self.known("Idempotent-Replayed")

    static func known(_ name: String) -> Self {
        guard let field = Self(name) else { preconditionFailure("\(name) is no header name") }
        return field
    }
}

extension Answer {
    /// Headers that belong to an answer's meaning; the others are the same for every answer.
    private static let keptHeaders: [HTTPField.Name] = [.contentType, .location, .eTag]

    fileprivate func kept() -> StoredAnswer {
        let written = encoded()
        return StoredAnswer(
            status: status.code,
            headers: Self.keptHeaders.compactMap { name in
                written.headers[name].map { StoredAnswer.Header(name.rawName, $0) }
            },
            body: written.bytes
        )
    }

    fileprivate init(_ kept: StoredAnswer, isReplay: Bool) {
        var answer =
            kept.body.isEmpty
            ? Answer.empty(HTTPResponse.Status(code: kept.status))
            : Answer.encoded(kept.body, status: HTTPResponse.Status(code: kept.status))
        for header in kept.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            answer = answer.with(name, header.value)
        }
        self = isReplay ? answer.with(.idempotentReplayed, "true") : answer
    }
}
