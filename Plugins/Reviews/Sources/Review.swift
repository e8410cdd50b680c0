import TotemPluginKit

/// What a customer says of a product.
struct Review {
    enum Status: String {
        case pending
        case approved
        case rejected
    }

    /// Stars: 1 to 5.
    var rating: Int64
    var title: String?
    var content: String
    /// Addresses that ``PhotoAddress`` has let through.
    var photos: [String]
    /// What the author wants to be called; nil: nobody knows.
    var author: String?
}

/// Which reviews the shop's staff look at before anybody else sees them: the setting `moderation`.
enum Moderation: String {
    case all
    /// Those whose author is not known to have bought the product.
    case unverified
    case none

    init(_ call: Call) {
        self = call.setting("moderation", as: String.self).flatMap(Moderation.init) ?? .all
    }

    /// What becomes of a new review.
    func status(isVerified: Bool) -> Review.Status {
        switch self {
        case .all: .pending
        case .unverified: isVerified ? .approved : .pending
        case .none: .approved
        }
    }

    /// What becomes of a review that its author changes. That approves nothing: not what staff have rejected, nor what was
    /// reported.
    func status(after old: Review.Status, isVerified: Bool) -> Review.Status {
        old == .approved ? status(isVerified: isVerified) : .pending
    }
}

/// How many approved reviews give a product so many stars.
struct RatingTotals {
    /// For one star first.
    let stars: [Int64]

    static let empty = RatingTotals(stars: [0, 0, 0, 0, 0])

    var count: Int64 { stars.reduce(0, +) }

    /// The mean rating in hundredths, half of one rounded up; nil where there are no reviews.
    var averageInHundredths: Int64? {
        guard count > 0 else { return nil }
        let sum = zip(Int64(1)..., stars).reduce(Int64(0)) { $0 + $1.0 * $1.1 }
        return (sum * 200 + count) / (count * 2)
    }

    /// `{"average":4.33,"count":3}`
    var json: JSONObject {
        var json = JSONObject()
        json.add("average", json: averageText)
        json.add("count", count)
        return json
    }

    private var averageText: String {
        guard let average = averageInHundredths else { return "null" }
        let cents = average % 100
        return "\(average / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}
