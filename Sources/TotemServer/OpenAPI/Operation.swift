import TotemKernel

/// What a route does, as its description for clients has it.
struct Operation: Sendable {
    let summary: String
    /// Whom it lets in; nil: everybody.
    var role: Role?
    /// Whether it lets in users only, whatever their roles.
    var needsSession = false
    /// Parameters of the query string.
    var query: [String: Schema] = [:]
    var body: Schema?
    var status = 200
    /// Nil: an answer without a body.
    var answer: Schema?
    var mediaType = "application/json"
    /// Headers that it takes, beside `Authorization`.
    var headers: [String: Schema] = [:]

    static func read(
        _ summary: String,
        for role: Role? = nil,
        query: [String: Schema] = [:],
        _ answer: Schema
    ) -> Operation {
        Operation(summary: summary, role: role, query: query, answer: answer)
    }

    /// A list in pages.
    static func list(
        _ summary: String,
        for role: Role? = nil,
        query: [String: Schema] = [:],
        of name: String
    ) -> Operation {
        let page: [String: Schema] = [
            "limit": .integer(1...Int64(PageRequest.largestLimit)),
            "cursor": .text.described("next_cursor of the page before"),
        ]
        return read(summary, for: role, query: query.merging(page) { one, _ in one }, .page(name))
    }

    /// Something that changes the shop, with an `Idempotency-Key`.
    static func change(
        _ summary: String,
        for role: Role? = nil,
        taking body: Schema? = nil,
        status: Int = 200,
        _ answer: Schema
    ) -> Operation {
        Operation(
            summary: summary,
            role: role,
            body: body,
            status: status,
            answer: answer,
            headers: ["Idempotency-Key": idempotencyKey]
        )
    }

    static func remove(_ summary: String, for role: Role? = nil) -> Operation {
        Operation(summary: summary, role: role, status: 204, headers: ["Idempotency-Key": idempotencyKey])
    }

    /// The same for something that is read with an ETag.
    var ifChanged: Operation {
        with("If-None-Match", "ETag of the answer that the client has: 304 when it is the same still")
    }

    /// The same for something that is changed only when nobody else has.
    var ifMatching: Operation {
        with("If-Match", "ETag of the answer that the change is made from: 412 when it was changed since")
    }

    /// The same for a cart that is bought only as its buyer has seen it.
    var ifAsSeen: Operation {
        with("If-Match", "ETag of the cart as the buyer has seen it: 409 with the new cart when it is another now")
    }

    /// - Throws: ``KernelError``: of who may not ask, else naming every parameter of the query that is not described.
    func admit(_ request: APIRequest) throws(KernelError) {
        if let role { try request.actor.require(role) }
        if needsSession, request.actor.userID == nil { throw .noSession }
        let query = try request.query()
        if !query.items.isEmpty { try QueryNames(self.query.keys).check(query) }
    }

    private func with(_ header: String, _ description: String) -> Operation {
        var copy = self
        copy.headers[header] = .text.described(description)
        return copy
    }

    private static let idempotencyKey = Schema.text.described(
        "The same key and request again get the first answer, for 24 hours"
    )
}

/// What one feature's routes do, by method and path, and the schemas that they use.
struct FeatureDescription: Sendable {
    let operations: [String: Operation]
    let schemas: [String: Schema]
}
