package import TotemKernel

/// What a route answers with. JSON is written when the answer is sent, outside of any transaction, unless an
/// `Idempotency-Key` asks for the bytes to be kept with it.
package struct Answer: Sendable {
    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        case value(any JSONWritable & Sendable)
    }

    /// As HTTP numbers them: 200.
    package private(set) var status: Int
    /// Each at most once.
    package private(set) var headers: [(header: Header, value: String)]
    package private(set) var body: Body
    /// What the answer is a state of, when it has an ETag: that is made of the body once it is written.
    private var subject: EntityTag.Subject?

    /// An answer with JSON.
    package static func json(_ value: some JSONWritable & Sendable, status: Int = 200) -> Answer {
        Answer(status: status, headers: Self.jsonHeaders, body: .value(value))
    }

    /// A 201 with the path of what was made.
    package static func created(_ value: some JSONWritable & Sendable, at location: String) -> Answer {
        json(value).created(at: location)
    }

    /// The same answer as a 201 with the path of what was made.
    func created(at location: String) -> Answer {
        var copy = with(.location, location)
        copy.status = 201
        return copy
    }

    /// JSON that is bytes already.
    package static func encoded(_ json: [UInt8], status: Int = 200) -> Answer {
        Answer(status: status, headers: Self.jsonHeaders, body: .bytes(json))
    }

    /// 204.
    package static let noContent = empty(204)

    /// Any answer with no body.
    package static func empty(_ status: Int) -> Answer {
        Answer(status: status, headers: Self.plainHeaders, body: .empty)
    }

    package init(status: Int, headers: [(header: Header, value: String)], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The same answer with a header set.
    package func with(_ header: Header, _ value: String) -> Answer {
        var copy = without(header)
        copy.headers.append((header, value))
        return copy
    }

    private func without(_ header: Header) -> Answer {
        var copy = self
        copy.headers.removeAll { $0.header == header }
        return copy
    }

    package func header(_ header: Header) -> String? { headers.first { $0.header == header }?.value }

    /// The same answer, to be asked for again with `If-None-Match`, as a state of `subject`.
    package func of(_ subject: EntityTag.Subject) -> Answer {
        var copy = with(.cacheControl, "private, no-cache")
        copy.subject = subject
        return copy
    }

    /// A 304 in its place: for a client that has this answer already.
    func notModified() -> Answer {
        let kept = without(.contentType)
        return Answer(status: 304, headers: kept.headers, body: .empty)
    }

    /// The same answer with its JSON written, so that it can be kept and sent many times.
    package func encoded() -> Answer {
        guard case .value(let value) = body else { return self }
        let bytes = JSONWriter.encode(value)
        var copy = subject.map { with(.eTag, EntityTag(of: $0, body: bytes).description) } ?? self
        copy.body = .bytes(bytes)
        return copy
    }

    /// The body, written.
    package var bytes: [UInt8] {
        switch body {
        case .empty: []
        case .bytes(let bytes): bytes
        case .value(let value): JSONWriter.encode(value)
        }
    }

    /// Answers hold what belongs to one buyer, or depend on who asks: nobody on the way may keep them or give them to
    /// another, and no browser guesses their type.
    static let plainHeaders: [(header: Header, value: String)] = [
        (.xContentTypeOptions, "nosniff"), (.cacheControl, "no-store"), (.vary, "Authorization"),
    ]
    private static let jsonHeaders = plainHeaders + [(.contentType, "application/json")]
    static let problemHeaders = plainHeaders + [(.contentType, "application/problem+json")]
}
