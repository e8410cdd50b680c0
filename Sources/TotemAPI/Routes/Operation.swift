package import TotemKernel

/// What a route does, whom it lets in, what it takes and what it answers: all that is said about it, in one place. The
/// check of who asks, of the query and of the method, `/openapi.json` and the tests that walk all routes come from it.
///
/// ```swift
/// .post("/v1/carts/{cart}/items", "Add a line, or to one", taking: LineBody.schema, answering: Cart.schema)
/// .list("/v1/orders", "Orders, newest first", for: .staff, query: ["status": .choice(OrderStatus.self)], of: Order.schema)
/// .delete("/v1/products/{product}", "Delete a product", for: .storeManager).ifMatching
/// ```
package struct Operation: Sendable {
    /// Of what routes are declared for: `HEAD` and `OPTIONS` follow from these.
    package enum Method: String, CaseIterable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package let method: Method
    /// A part in braces is a parameter; two routes name the parameter at one place alike.
    package let path: String
    package let summary: String
    /// Whom it lets in; nil: everybody.
    package private(set) var role: Role?
    /// Whether it lets in users only: API keys have no address book.
    package private(set) var needsSession = false
    /// Parameters of the query string: `attribute.{name}` stands for those whose names are data.
    package private(set) var query: [String: Schema] = [:]
    /// Of these, those that must be given.
    var requiredQuery: Set<String> = []
    package private(set) var body: Schema?
    package private(set) var needsBody = true
    package private(set) var status = 200
    /// Whether the answer may be a 202, and the end of it come later.
    package private(set) var mayWait = false
    /// Nil: an answer without a body.
    package private(set) var answer: Schema?
    /// Other answers that are described, by their status.
    var otherAnswers: [Int: Schema?] = [:]
    package private(set) var mediaType = "application/json"
    /// What the parts of the path in braces may be; any text where it is not said.
    package private(set) var parameters: [String: Schema] = [:]
    /// Headers that it takes, beside `Authorization`.
    package private(set) var headers: [String: Schema] = [:]

    // MARK: - Reading

    package static func get(
        _ path: String,
        _ summary: String,
        for role: Role? = nil,
        query: [String: Schema] = [:],
        answering answer: Schema
    ) -> Operation {
        Operation(method: .get, path: path, summary: summary, role: role, query: query, answer: answer)
    }

    /// A list in pages.
    package static func list(
        _ path: String,
        _ summary: String,
        for role: Role? = nil,
        query: [String: Schema] = [:],
        of item: Schema
    ) -> Operation {
        .list(path, summary, for: role, query: query, answering: .page(item))
    }

    /// A list whose pages tell more than their items.
    package static func list(
        _ path: String,
        _ summary: String,
        for role: Role? = nil,
        query: [String: Schema] = [:],
        answering answer: Schema
    ) -> Operation {
        let page: [String: Schema] = [
            "limit": .integer(1...Int64(PageRequest.largestLimit)),
            "cursor": .cursor,
        ]
        return .get(path, summary, for: role, query: query.merging(page) { one, _ in one }, answering: answer)
    }

    // MARK: - Changing: with an `Idempotency-Key`

    package static func post(
        _ path: String,
        _ summary: String,
        for role: Role? = nil,
        taking body: Schema? = nil,
        answering answer: Schema
    ) -> Operation {
        change(.post, path, summary, for: role, taking: body, answering: answer)
    }

    /// A `POST` that makes something: 201, and where it is.
    package static func create(
        _ path: String,
        _ summary: String,
        for role: Role? = nil,
        taking body: Schema,
        answering answer: Schema
    ) -> Operation {
        change(.post, path, summary, for: role, taking: body, status: 201, answering: answer)
    }

    package static func put(
        _ path: String,
        _ summary: String,
        for role: Role? = nil,
        taking body: Schema,
        answering answer: Schema
    ) -> Operation {
        change(.put, path, summary, for: role, taking: body, answering: answer)
    }

    package static func patch(
        _ path: String,
        _ summary: String,
        for role: Role? = nil,
        taking body: Schema,
        answering answer: Schema
    ) -> Operation {
        change(.patch, path, summary, for: role, taking: body, answering: answer)
    }

    /// 204, or what is left.
    package static func delete(
        _ path: String,
        _ summary: String,
        for role: Role? = nil,
        query: [String: Schema] = [:],
        answering answer: Schema? = nil
    ) -> Operation {
        var operation = change(
            .delete,
            path,
            summary,
            for: role,
            status: answer == nil ? 204 : 200,
            answering: answer
        )
        operation.query = query
        return operation
    }

    private static func change(
        _ method: Method,
        _ path: String,
        _ summary: String,
        for role: Role?,
        taking body: Schema? = nil,
        status: Int = 200,
        answering answer: Schema?
    ) -> Operation {
        Operation(method: method, path: path, summary: summary, role: role, body: body, status: status, answer: answer)
            .with(
                .idempotencyKey,
                key(for: role),
                "The same key and request again get the first answer, for 24 hours; with another request it is refused with 422"
            )
    }

    // MARK: - What is special about some

    /// The same for something that is read with an ETag.
    package var ifChanged: Operation {
        with(.ifNoneMatch, .text, "ETag of the answer that the client has: 304 when it is the same still")
    }

    /// The same for something that is changed only when nobody else has.
    package var ifMatching: Operation {
        with(.ifMatch, Self.tag, "ETag of the answer that the change is made from: 412 when it was changed since")
    }

    /// The same for a cart that is bought only as its buyer has seen it.
    package var ifAsSeen: Operation {
        with(
            .ifMatch,
            Self.tag,
            "ETag of the cart as the buyer has seen it: 409 with the new cart when it is another now"
        )
    }

    /// The same where a payment provider may be asked: 202 with the same answer while nothing is decided.
    package var inTwoSteps: Operation {
        var copy = self
        copy.mayWait = true
        return copy
    }

    /// The same where no answer is kept to be given again, such as one with a secret.
    package var withoutIdempotencyKey: Operation {
        var copy = self
        copy.headers[Header.idempotencyKey.rawValue] = nil
        return copy
    }

    /// The same with a part of the path that is not any text.
    package func naming(_ parameter: String, by schema: Schema) -> Operation {
        var copy = self
        copy.parameters[parameter] = schema
        return copy
    }

    /// The same where the body may be left out.
    package var withOptionalBody: Operation {
        var copy = self
        copy.needsBody = false
        return copy
    }

    /// The same for users only, for an API key is nobody.
    package var forUsers: Operation {
        var copy = self
        copy.needsSession = true
        return copy
    }

    /// The same with an answer that is no JSON.
    package func answering(as mediaType: String) -> Operation {
        var copy = self
        copy.mediaType = mediaType
        return copy
    }

    private func with(_ header: Header, _ schema: Schema, _ description: String) -> Operation {
        var copy = self
        copy.headers[header.rawValue] = schema.described(description)
        return copy
    }

    /// ETags with their quotes, or `*`. A comma is between them, and in none that this server gives.
    private static let tag = {
        let one = #"(W/)?"[!#-+\--~]*""#
        return Schema.text(1...1000, pattern: #"^(\*|\#(one)(, *\#(one))*)$"#)
    }()

    /// Guests choose their keys from one heap.
    private static func key(for role: Role?) -> Schema {
        let least = role == nil ? IdempotentRequest.shortestKeyOfGuest : 1
        return .text(least...IdempotentRequest.longestKey, pattern: "^[!-~]*$")
    }

    // MARK: - Who may

    /// - Throws: ``KernelError``: of who may not ask, else naming every parameter of the query that is not described.
    package func admit(_ request: APIRequest) throws(KernelError) {
        if let role { try request.actor.require(role) }
        if needsSession, request.actor.userID == nil { throw role == nil ? .noSession : .noUser }
        let query = try request.query()
        if !query.items.isEmpty { try QueryNames(self.query.keys).check(query) }
    }
}

extension Operation: CustomStringConvertible {
    /// `GET /v1/products/{product}`
    package var description: String { "\(method.rawValue) \(path)" }
}
