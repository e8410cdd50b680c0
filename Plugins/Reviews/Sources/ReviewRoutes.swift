import TotemPluginKit

/// `/v1/x/reviews`: what buyers do with reviews.
enum ReviewRoutes {
    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/products/{id}", for: .anyone, list)
        try registry.route(.post, "/products/{id}", for: .customer, create)
        try registry.route(.get, "/products/{id}/summary", for: .anyone, summary)
        try registry.route(.get, "/mine", for: .customer, mine)
        try registry.route(.get, "/{id}", for: .anyone, show)
        try registry.route(.patch, "/{id}", for: .customer, change)
        try registry.route(.delete, "/{id}", for: .customer, delete)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        let product = try request.id("id")
        try Purchases.require(product: product, forStaff: request.role >= .staff, call)
        switch (request.query("sort") ?? "newest", try request.queryInteger("rating")) {
        case ("highest", nil):
            try call.respondPage(
                by: "rating",
                """
                SELECT * FROM product_reviews_shown WHERE ($1 = 1 OR (rating, id) < ($2, $3)) AND product_id = $5
                ORDER BY rating DESC, id DESC LIMIT $4
                """,
                product
            )
        case ("lowest", nil):
            try call.respondPage(
                by: "rating",
                """
                SELECT * FROM product_reviews_shown WHERE ($1 = 1 OR (rating, id) > ($2, $3)) AND product_id = $5
                ORDER BY rating, id LIMIT $4
                """,
                product
            )
        case ("newest", nil):
            try call.respondPage(
                "SELECT * FROM product_reviews_shown WHERE id < $1 AND product_id = $3 ORDER BY id DESC LIMIT $2",
                product
            )
        case ("newest", let rating?):
            try call.respondPage(
                """
                SELECT * FROM product_reviews_shown WHERE id < $1 AND product_id = $3 AND rating = $4
                ORDER BY id DESC LIMIT $2
                """,
                product,
                rating
            )
        default:
            throw Veto.field("sort", "must be newest where one rating alone is asked for")
        }
    }

    private static func summary(_ call: Call, _ request: Request) throws {
        let product = try request.id("id")
        try Purchases.require(product: product, forStaff: request.role >= .staff, call)
        let totals = try RatingStore.totals(of: product, call)
        var ratings = JSONObject()
        for (stars, count) in zip(1..., totals.stars) { ratings.add("\(stars)", count) }
        var json = totals.json
        json.add("ratings", json: ratings.text)
        try call.respond(json: json.text)
    }

    private static func create(_ call: Call, _ request: Request) throws {
        let user = try author(request)
        let product = try request.id("id")
        try Purchases.require(product: product, forStaff: false, call)
        var review = try ReviewForm.read(call, request)
        let isVerified = try Purchases.has(user, bought: product, call)
        guard isVerified || call.setting("require_purchase", as: Bool.self) != true else {
            throw Veto(
                "not-bought",
                "Only customers whose order of this product was paid or sent can review it.",
                status: 403
            )
        }
        if review.author == nil { review.author = try Purchases.firstName(of: user, call) }
        let status = Moderation(call).status(isVerified: isVerified)
        guard let id = try ReviewStore.insert(review, of: product, by: user, status, isVerified: isVerified, call)
        else {
            let existing = try ReviewStore.id(of: product, by: user, call).map { "\($0)" } ?? "{id}"
            throw Veto(
                "already-reviewed",
                "You have reviewed this product already; change that with PATCH /v1/x/reviews/\(existing).",
                status: 409
            )
        }
        try respond(201, with: id, call)
    }

    private static func mine(_ call: Call, _ request: Request) throws {
        try call.respondPage(
            "SELECT * FROM product_reviews_whole WHERE id < $1 AND user_id = $3 ORDER BY id DESC LIMIT $2",
            try author(request)
        )
    }

    private static func show(_ call: Call, _ request: Request) throws {
        let stored = try visible(call, request, ReviewStore.find)
        guard !stored.isWhole(for: request) else { return try respond(200, with: stored.id, call) }
        try call.respondRow(200, "SELECT * FROM product_reviews_shown WHERE id = $1", stored.id)
    }

    /// What a review says is its author's to change, its status and the shop's answer are staff's.
    private static func change(_ call: Call, _ request: Request) throws {
        let stored = try visible(call, request, ReviewStore.held)
        if ReviewForm.isRevision(request) { try revise(stored, call, request) }
        if request.kind("status") != .absent || request.kind("answer") != .absent {
            try ModerationRoutes.moderate(stored.id, call, request)
        }
        guard !stored.isWhole(for: request) else { return try respond(200, with: stored.id, call) }
        try call.respondRow(200, "SELECT * FROM product_reviews_shown WHERE id = $1", stored.id)
    }

    private static func revise(_ stored: StoredReview, _ call: Call, _ request: Request) throws {
        guard request.userID == stored.user else {
            throw Veto("not-yours", "What a review says is changed by its author alone.", status: 403)
        }
        let isVerified = try Purchases.has(stored.user, bought: stored.product, call)
        try ReviewStore.update(
            stored,
            to: try ReviewForm.read(call, request, changing: stored.review),
            Moderation(call).status(after: stored.status, isVerified: isVerified),
            isVerified: isVerified,
            call
        )
    }

    private static func delete(_ call: Call, _ request: Request) throws {
        let stored = try visible(call, request, ReviewStore.held)
        guard stored.isWhole(for: request) else {
            throw Veto("not-yours", "A review is deleted by its author or the shop's staff.", status: 403)
        }
        try ReviewStore.delete([stored], call)
        try call.respondNothing()
    }

    /// The review that the path names, where who asks may see it: what is not approved is there for its author and staff alone.
    static func visible(
        _ call: Call,
        _ request: Request,
        _ find: (_ id: Int64, Call) throws -> StoredReview?
    ) throws -> StoredReview {
        try request.found("review") { id in
            guard let stored = try find(id, call) else { return nil }
            return stored.status == .approved || stored.isWhole(for: request) ? stored : nil
        }
    }

    /// - Throws: ``Veto`` for a program's key, which is nobody who has bought something.
    static func author(_ request: Request) throws -> Int64 {
        guard let user = request.userID else {
            throw Veto("no-customer", "An API key is no customer; log in as one.", status: 403)
        }
        return user
    }

    private static func respond(_ status: Int32, with id: Int64, _ call: Call) throws {
        try call.respondRow(status, "SELECT * FROM product_reviews_whole WHERE id = $1", id)
    }
}

extension StoredReview {
    /// Whether who asks sees all of it.
    fileprivate func isWhole(for request: Request) -> Bool { request.role >= .staff || request.userID == user }
}
