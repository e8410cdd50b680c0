import TotemPluginKit

/// The JSON of a review as its author sends it. Types, lengths and numbers are checked by the schemas in plugin.json; here is
/// what no schema can say.
enum ReviewForm {
    private static let line = TextRule(1...Int.max)
    private static let paragraphs = TextRule(1...Int.max, allowsLines: true)

    /// A new review: rating and content are needed.
    static func read(_ call: Call, _ request: Request) throws -> Review {
        let review = Review(
            rating: try request.integer("rating"),
            title: try request.optionalValue("title", request.text),
            content: try request.text("content"),
            photos: try request.value("photos", else: []) { try photos($0, call, request) },
            author: try request.optionalValue("author", request.text)
        )
        try check(review)
        return review
    }

    /// A change: what is absent stays, what is null is cleared.
    static func read(_ call: Call, _ request: Request, changing old: Review) throws -> Review {
        let review = Review(
            rating: try request.value("rating", else: old.rating, request.integer),
            title: try request.optionalValue("title", else: old.title, request.text),
            content: try request.value("content", else: old.content, request.text),
            photos: try request.value("photos", else: old.photos) { try photos($0, call, request) },
            author: try request.optionalValue("author", else: old.author, request.text)
        )
        try check(review)
        return review
    }

    /// Whether the request says anything that only the author may say.
    static func isRevision(_ request: Request) -> Bool {
        let kinds = [
            request.kind("rating"), request.kind("title"), request.kind("content"), request.kind("photos"),
            request.kind("author"),
        ]
        return kinds.contains { $0 != .absent }
    }

    /// What the shop answers, or why somebody reports a review.
    static func words(_ field: StaticString, _ request: Request) throws -> String {
        let text = try request.text(field)
        try refuse([("\(field)", paragraphs.objection(to: text))])
        return text
    }

    private static func photos(_ field: StaticString, _ call: Call, _ request: Request) throws -> [String] {
        let photos = try request.texts(field, atMost: Int(call.setting("photo_limit") ?? 5))
        let hosts = PhotoAddress.hosts(call.setting("photo_hosts", as: String.self))
        try refuse(
            photos.enumerated().map { index, address in
                ("\(field)[\(index)]", PhotoAddress.objection(to: address, from: hosts))
            }
        )
        return photos
    }

    private static func check(_ review: Review) throws {
        try refuse([
            ("title", review.title.flatMap(line.objection)),
            ("content", paragraphs.objection(to: review.content)),
            ("author", review.author.flatMap(line.objection)),
        ])
    }

    private static func refuse(_ objections: [(field: String, message: String?)]) throws {
        let wrong = objections.compactMap { field, message in message.map { (field: field, message: $0) } }
        guard wrong.isEmpty else { throw Veto(fields: wrong) }
    }
}
