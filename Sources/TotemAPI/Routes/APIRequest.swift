package import TotemKernel
package import TotemStore

/// A request as routes see it: who asks, the plugins that are on for it, its path, query and body.
package struct APIRequest: Sendable {
    package let api: API
    /// Who asks, when, and the plugins of this request: the same from its start to its end.
    package let context: RequestContext
    private let source: any RequestSource
    /// The body as it came; empty when there was none.
    package var body: [UInt8] = []
    /// The Bearer token that it came with, found good. Secret.
    package let token: String?

    /// Its body comes later: first it is looked at who asks.
    package init(_ source: any RequestSource, of api: API, by actor: Actor, token: String?) {
        self.source = source
        self.api = api
        context = api.kernel.context(
            for: actor,
            locale: source.header(.acceptLanguage).flatMap { LanguageTag(preferredOf: $0) }
        )
        self.token = token
    }

    /// `GET`
    package var method: String { source.method }
    /// Path and query as they came.
    package var target: String { source.target }
    /// Where it comes from, as throttles tell places apart; empty when that is not known.
    package var place: String { source.place }

    package func header(_ header: Header) -> String? { source.header(header) }
    /// Any header, for plugins.
    func header(named name: String) -> String? { source.header(named: name) }

    package var actor: Actor { context.actor }
    package var kernel: Kernel { api.kernel }
    /// Who takes money for the shop.
    var providers: PaymentProviders { kernel.providers(for: context) }

    /// The parameters of the query string.
    /// - Throws: ``KernelError`` when it is not percent-encoded.
    package func query() throws(KernelError) -> Query {
        guard let mark = target.firstIndex(of: "?") else { return try Query("") }
        return try Query(target[target.index(after: mark)...].prefix { $0 != "#" })
    }

    /// A part of the path that the route names in braces, decoded.
    package func parameter(_ name: String) throws(KernelError) -> String {
        guard let raw = source.pathParameter(name), let text = PercentDecoding.decode(raw) else {
            throw .notFound("such path")
        }
        return text
    }

    /// An id in the path. What is not written as an id is names nothing: 404.
    /// - Parameter thing: as the error names it: "order".
    package func id<Entity>(_ name: String, of thing: String) throws(KernelError) -> Identifier<Entity> {
        let text = try parameter(name)
        guard let id = Identifier<Entity>(canonical: text) else { throw .notFound("\(thing) '\(text)'") }
        return id
    }

    /// The segments that a `**` at the end of the route's path matched, as they came: `/files/a%2Fb`.
    var restAsItCame: String { "/" + source.restOfPath.joined(separator: "/") }

    /// The segments that a `**` at the end of the route's path matched, decoded.
    func rest() throws(KernelError) -> [String] {
        var segments: [String] = []
        for raw in source.restOfPath {
            guard let segment = PercentDecoding.decode(raw) else { throw .notFound("such path") }
            segments.append(segment)
        }
        return segments
    }

    /// The body as JSON.
    /// - Throws: ``MalformedBody`` (400) when it is no JSON; ``KernelError`` (422) naming every field that is missing,
    ///   of another type or not known.
    package func json<Body: Decodable>(_ type: Body.Type = Body.self) throws -> Body {
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

    /// The body as JSON; nil when there is none, or it says that it is something else and is.
    /// - Throws: ``MalformedBody`` (400).
    func jsonIfAny() throws -> JSONValue? {
        guard hasBody else { return nil }
        guard foreignMediaType == nil else { return try? parsedBody() }
        return try json()
    }

    /// Whether a body came. A route whose body may be left out asks before it decodes.
    package var hasBody: Bool { !body.isEmpty }

    private func json() throws -> JSONValue {
        guard hasBody else { throw MalformedBody("The request needs a JSON body.") }
        do {
            return try parsedBody()
        } catch {
            // JSON is taken for what it is, whatever it is called: curl -d calls it a form.
            if let type = foreignMediaType { throw MalformedBody(mediaType: type) }
            throw MalformedBody("The body is no JSON: \(error).")
        }
    }

    private func parsedBody() throws(JSONSyntaxError) -> JSONValue {
        let value = try JSONValue(bytes: body)
        // What is ASCII without escapes has nothing to compose, and most bodies are.
        return body.contains { $0 >= 0x80 || $0 == UInt8(ascii: "\\") } ? value.composed() : value
    }

    /// What the body is said to be, when that is not JSON.
    private var foreignMediaType: String? {
        if let coding = header(.contentEncoding), coding.lowercased() != "identity" { return coding }
        guard let type = header(.contentType) else { return nil }
        let essence = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        return essence == "application/json" || essence.hasSuffix("+json") ? nil : String(essence)
    }

    /// Runs `body` on one snapshot of the store.
    /// - Parameter use: nil: as it suits the actor.
    package func read<Value: Sendable>(
        for use: StoreUse? = nil,
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Value
    ) async throws -> Value {
        try await kernel.read(context, for: use, body)
    }

    /// Answers a request that changes something: runs `body` in one durable transaction. When the client sent an
    /// `Idempotency-Key`, the answer is kept in the same transaction, and a repeat of the request gets it again
    /// without running `body`. What `body` throws rolls back all of it, and nothing is kept.
    /// - Parameters:
    ///   - use: nil: as it suits the actor.
    ///   - compared: what makes requests with one key the same; nil: the body as it came.
    package func change(
        for use: StoreUse? = nil,
        comparing compared: [UInt8]? = nil,
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Answer
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

    func idempotentRequest(comparing compared: [UInt8]? = nil) throws(KernelError) -> IdempotentRequest? {
        guard let key = header(.idempotencyKey) else { return nil }
        return try IdempotentRequest(
            actor: actor,
            key: key,
            method: method,
            target: target,
            body: compared ?? body
        )
    }
}

extension Answer {
    /// Headers that belong to an answer's meaning; the others are the same for every answer.
    private static let keptHeaders: [Header] = [.contentType, .contentDisposition, .location, .eTag]

    func kept() -> StoredAnswer {
        let written = encoded()
        return StoredAnswer(
            status: status,
            headers: written.headers.filter { Self.keptHeaders.contains($0.header) }
                .map { StoredAnswer.Header($0.header.rawValue, $0.value) },
            body: written.bytes
        )
    }

    init(_ kept: StoredAnswer, isReplay: Bool) {
        var answer = kept.body.isEmpty ? Answer.empty(kept.status) : Answer.encoded(kept.body, status: kept.status)
        for field in kept.headers {
            guard let header = Header(rawValue: field.name) else { continue }
            answer = answer.with(header, field.value)
        }
        self = isReplay ? answer.with(.idempotentReplayed, "true") : answer
    }
}
