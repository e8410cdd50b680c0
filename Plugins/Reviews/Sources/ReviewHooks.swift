import TotemPluginKit

/// What reviews add to products, and what orders mean for them.
enum ReviewHooks {
    /// Reviews that one transaction of the job looks at.
    private static let checkedAtOnce: Int64 = 200

    /// `view.extend`: what all reviews of a product come to.
    static func extend(_ call: Call, _ event: ViewEvent) throws {
        guard event.kind == "product" else { return }
        let products = event.subjects.map(\.id)
        let totals = try RatingStore.totals(of: products, call)
        for product in products { try call.extend(product, json: (totals[product] ?? .empty).json.text) }
    }

    /// `order.transitioned`: an order that is paid or sent verifies what its buyer has written before, one that is cancelled or
    /// paid back no longer does.
    static func verify(_ call: Call, _ events: Events) throws {
        for order in events.events.compactMap(\.order) {
            guard let user = order.userID else { continue }
            let reviews = try call.query(
                """
                SELECT id, product_id, is_verified FROM product_reviews
                WHERE user_id = $1 AND product_id = ANY($2) ORDER BY id
                """,
                user,
                SQLList(order.lines.map(\.productID))
            ) { row in WrittenReview(row, by: user) }
            for review in reviews { try review.check(call) }
        }
    }

    /// `plugin.enabled`: what happened while the plugin was off is made up for.
    static func catchUp(_ call: Call, _ event: PluginEvent) throws {
        try RatingStore.recount(call)
        try call.enqueue("recheck", key: "recheck")
    }

    /// `settings.validate`
    static func validateSettings(_ call: Call, _ event: SettingsEvent) throws {
        for host in PhotoAddress.hosts(call.setting("photo_hosts", as: String.self)) where !PhotoAddress.isName(host) {
            throw Veto.field("photo_hosts", "must be names of hosts with blanks between; '\(host)' is none")
        }
    }

    /// The job `recheck`: whether authors have bought what they have reviewed, a few at a time.
    static func recheck(_ call: Call, _ run: JobRun) throws {
        var last: Int64? = run.checkpoint.flatMap { Int64($0) } ?? 0
        while let start = last {
            last = try call.transaction { call in
                let reviews = try call.query(
                    """
                    SELECT id, product_id, is_verified, user_id FROM product_reviews WHERE id > $1 ORDER BY id LIMIT $2
                    """,
                    start,
                    checkedAtOnce
                ) { row in WrittenReview(row, by: row.integer(3)) }
                for review in reviews { try review.check(call) }
                if let last = reviews.last { try call.checkpoint("\(last.id)") }
                return reviews.last?.id
            }
        }
    }
}

/// A review, as far as it matters whether its author has bought the product.
private struct WrittenReview {
    let id: Int64
    let product: Int64
    private let user: Int64
    private let isVerified: Bool

    init(_ row: Row, by user: Int64) {
        id = row.integer(0)
        product = row.integer(1)
        isVerified = row.bool(2)
        self.user = user
    }

    func check(_ call: Call) throws {
        let isBought = try Purchases.has(user, bought: product, call)
        guard isBought != isVerified else { return }
        try call.execute("UPDATE product_reviews SET is_verified = $2 WHERE id = $1", id, isBought)
    }
}
