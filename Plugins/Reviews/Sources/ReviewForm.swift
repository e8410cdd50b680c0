import TotemPluginKit

/// The JSON of a review as its author sends it. The schemas in plugin.json have checked each field; here is what the shop's
/// settings say of photos.
enum ReviewForm {
    /// A new review: rating and content are needed.
    static func read(_ call: Call, _ request: Request) throws -> Review {
        Review(
            rating: try request.integer("rating"),
            title: try request.optionalValue("title", request.text),
            content: try request.text("content"),
            photos: try request.value("photos", else: []) { try photos($0, call, request) },
            author: try request.optionalValue("author", request.text)
        )
    }

    /// A change: what is absent stays, what is null is cleared.
    static func read(_ call: Call, _ request: Request, changing old: Review) throws -> Review {
        Review(
            rating: try request.value("rating", else: old.rating, request.integer),
            title: try request.optionalValue("title", else: old.title, request.text),
            content: try request.value("content", else: old.content, request.text),
            photos: try request.value("photos", else: old.photos) { try photos($0, call, request) },
            author: try request.optionalValue("author", else: old.author, request.text)
        )
    }

    /// Whether the request says anything that only the author may say.
    static func isRevision(_ request: Request) -> Bool {
        let kinds = [
            request.kind("rating"), request.kind("title"), request.kind("content"), request.kind("photos"),
            request.kind("author"),
        ]
        return kinds.contains { $0 != .absent }
    }

    private static func photos(_ field: StaticString, _ call: Call, _ request: Request) throws -> [String] {
        let photos = try request.texts(field)
        let limit = Int(call.setting("photo_limit") ?? 5)
        guard photos.count <= limit else {
            throw Veto.field("\(field)", "must have at most \(limit) elements, not \(photos.count)")
        }
        let hosts = PhotoAddress.hosts(call.setting("photo_hosts", as: String.self))
        let wrong = photos.enumerated().compactMap { index, address in
            PhotoAddress.objection(to: address, from: hosts).map { (field: "\(field)[\(index)]", message: $0) }
        }
        guard wrong.isEmpty else { throw Veto(fields: wrong) }
        return photos
    }
}
