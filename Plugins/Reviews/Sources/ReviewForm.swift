import TotemPluginKit

/// The JSON of a review as its author sends it. Types, lengths and numbers are checked by the schemas in plugin.json; here is
/// what no schema can say.
enum ReviewForm {
    /// Kinds of characters that nobody sees.
    private static let hidden: Set<Unicode.GeneralCategory> = [.control, .unassigned, .surrogate, .privateUse]

    /// A new review: rating and content are needed.
    static func read(_ call: Call, _ request: Request) throws -> Review {
        let review = Review(
            rating: try request.integer("rating"),
            title: try optionalText("title", request, else: nil),
            content: try request.text("content"),
            photos: request.kind("photos") == .absent ? [] : try photos(call, request),
            author: try optionalText("author", request, else: nil)
        )
        try check(review)
        return review
    }

    /// A change: what is absent stays, what is null is cleared.
    static func read(_ call: Call, _ request: Request, changing old: Review) throws -> Review {
        let review = Review(
            rating: request.kind("rating") == .absent ? old.rating : try request.integer("rating"),
            title: try optionalText("title", request, else: old.title),
            content: request.kind("content") == .absent ? old.content : try request.text("content"),
            photos: request.kind("photos") == .absent ? old.photos : try photos(call, request),
            author: try optionalText("author", request, else: old.author)
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
    static func line(_ field: StaticString, _ request: Request) throws -> String {
        let text = try request.text(field)
        try refuse([("\(field)", objection(to: text, isParagraph: true))])
        return text
    }

    private static func photos(_ call: Call, _ request: Request) throws -> [String] {
        let photos = try request.texts("photos", atMost: Int(call.setting("photo_limit") ?? 5))
        let hosts = PhotoAddress.hosts(call.setting("photo_hosts", as: String.self))
        try refuse(
            photos.enumerated().map { index, address in
                ("photos[\(index)]", PhotoAddress.objection(to: address, from: hosts))
            }
        )
        return photos
    }

    private static func optionalText(_ field: StaticString, _ request: Request, else old: String?) throws -> String? {
        switch request.kind(field) {
        case .absent: old
        case .null: nil
        case .present: try request.text(field)
        }
    }

    private static func check(_ review: Review) throws {
        try refuse([
            ("title", review.title.flatMap { objection(to: $0, isParagraph: false) }),
            ("content", objection(to: review.content, isParagraph: true)),
            ("author", review.author.flatMap { objection(to: $0, isParagraph: false) }),
        ])
    }

    private static func objection(to text: String, isParagraph: Bool) -> String? {
        guard text.contains(where: { !$0.isWhitespace }) else { return "must not be blank" }
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            isParagraph && (scalar == "\n" || scalar == "\r" || scalar == "\t")
                || !hidden.contains(scalar.properties.generalCategory)
        }
        return isClean ? nil : "must not contain control characters"
    }

    private static func refuse(_ objections: [(field: String, message: String?)]) throws {
        let wrong = objections.compactMap { field, message in message.map { (field: field, message: $0) } }
        guard wrong.isEmpty else { throw Veto(fields: wrong) }
    }
}
