public import HTTPTypes
import Hummingbird
import TotemKernel

/// What a route answers with. JSON is written when the answer is sent, outside of any transaction, unless an
/// `Idempotency-Key` asks for the bytes to be kept with it.
public struct Answer: Sendable {
    enum Body: Sendable {
        case empty
        case bytes(ByteBuffer)
        case value(any JSONWritable & Sendable)
    }

    public private(set) var status: HTTPResponse.Status
    public private(set) var headers: HTTPFields
    private(set) var body: Body
    /// What the answer is a state of, when it has an ETag: that is made of the body once it is written.
    private var subject: EntityTag.Subject?

    /// An answer with JSON.
    public static func json(
        _ value: some JSONWritable & Sendable,
        status: HTTPResponse.Status = .ok
    ) -> Answer {
        Answer(status: status, headers: Self.jsonHeaders, body: .value(value))
    }

    /// A 201 with the path of what was made.
    public static func created(_ value: some JSONWritable & Sendable, at location: String) -> Answer {
        json(value).created(at: location)
    }

    /// The same answer as a 201 with the path of what was made.
    func created(at location: String) -> Answer {
        var copy = with(.location, location)
        copy.status = .created
        return copy
    }

    /// JSON that is bytes already.
    public static func encoded(_ json: [UInt8], status: HTTPResponse.Status = .ok) -> Answer {
        Answer(status: status, headers: Self.jsonHeaders, body: .bytes(ByteBuffer(bytes: json)))
    }

    /// 204.
    public static let noContent = Answer(status: .noContent, headers: Self.plainHeaders, body: .empty)

    /// Any answer with no body.
    static func empty(_ status: HTTPResponse.Status) -> Answer {
        Answer(status: status, headers: Self.plainHeaders, body: .empty)
    }

    init(status: HTTPResponse.Status, headers: HTTPFields, body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The same answer with a header set.
    public func with(_ name: HTTPField.Name, _ value: String) -> Answer {
        var copy = self
        copy.headers[name] = value
        return copy
    }

    /// The same answer, to be asked for again with `If-None-Match`, as a state of `subject`.
    public func of(_ subject: EntityTag.Subject) -> Answer {
        var copy = with(.cacheControl, "private, no-cache")
        copy.subject = subject
        return copy
    }

    /// The same answer with its JSON written, so that it can be kept and sent many times.
    public func encoded() -> Answer {
        guard case .value(let value) = body else { return self }
        let bytes = JSONWriter.encode(value)
        var copy = self
        copy.body = .bytes(ByteBuffer(bytes: bytes))
        if let subject { copy.headers[.eTag] = EntityTag(of: subject, body: bytes).description }
        return copy
    }

    /// The body, written.
    var bytes: [UInt8] {
        switch body {
        case .empty: []
        case .bytes(let buffer): Array(buffer.readableBytesView)
        case .value(let value): JSONWriter.encode(value)
        }
    }

    func response() -> Response {
        switch body {
        case .empty: Response(status: status, headers: headers)
        case .bytes(let buffer): Response(status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
        case .value: encoded().response()
        }
    }

    /// Answers hold what belongs to one buyer, or depend on who asks: nobody on the way may keep them or give them to
    /// another, and no browser guesses their type.
    private static let plainHeaders: HTTPFields = [
        .xContentTypeOptions: "nosniff", .cacheControl: "no-store", .vary: "Authorization",
    ]
    private static let jsonHeaders = plainHeaders.with(.contentType, "application/json")
    static let problemHeaders = plainHeaders.with(.contentType, "application/problem+json")
}

extension HTTPFields {
    fileprivate func with(_ name: HTTPField.Name, _ value: String) -> HTTPFields {
        var copy = self
        copy[name] = value
        return copy
    }
}
