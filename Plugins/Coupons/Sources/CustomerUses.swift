import TotemPluginKit

/// Who buys, as far as it is known: a guest who has not said an e-mail is nobody yet.
struct Customer {
    let userID: Int64?
    /// In small letters, as orders have it.
    let email: String?

    var isKnown: Bool { userID != nil || email != nil }

    /// Of the order and of the account: who is logged in and gives another address is still known by the account's. In the order of
    /// their letters, so that two orders at once take their locks in one order.
    func emails(_ call: Call) throws -> [String] {
        guard let userID else { return [email].compactMap(\.self) }
        let own = try call.queryOnce("SELECT email FROM v1_customers WHERE id = $1", userID) { $0.text(0) }
        return Set(own + [email].compactMap(\.self)).sorted()
    }

    /// The names that uses are counted by. Somebody who logs out is still known by the e-mail.
    func names(_ emails: [String]) -> [String] {
        emails.map { "email:\($0)" } + [userID].compactMap { $0.map { "user:\($0)" } }
    }
}

/// What customers have used and bought before.
enum CustomerUses {
    /// Whether there is an order of the customer's that was not cancelled.
    /// - Parameter order: one that does not count: the one that is being placed.
    static func hasOrdered(_ customer: Customer, except order: Int64 = 0, _ call: Call) throws -> Bool {
        try !call.queryOnce(
            """
            SELECT 1 FROM v1_orders WHERE user_id = $1 AND status <> 'cancelled' AND id <> $3
            UNION ALL
            SELECT 1 FROM v1_order_contacts JOIN v1_orders ON v1_orders.id = v1_order_contacts.id
            WHERE v1_order_contacts.email = ANY($2) AND v1_orders.status <> 'cancelled' AND v1_orders.id <> $3
            LIMIT 1
            """,
            customer.userID,
            SQLList(try customer.emails(call)),
            order
        ) { _ in true }.isEmpty
    }

    /// How often the customer has used the coupon, by the name under which that is more.
    static func count(of coupon: Int64, by customer: Customer, _ call: Call) throws -> Int64 {
        let counts = try call.queryOnce(
            """
            SELECT COUNT(*) FROM v1_orders
            JOIN coupon_usage ON coupon_usage.order_id = v1_orders.id AND coupon_usage.coupon_id = $1
            WHERE v1_orders.user_id = $2
            UNION ALL
            SELECT COUNT(*) FROM v1_order_contacts
            JOIN coupon_usage ON coupon_usage.order_id = v1_order_contacts.id AND coupon_usage.coupon_id = $1
            WHERE v1_order_contacts.email = ANY($3)
            """,
            coupon,
            customer.userID,
            SQLList(try customer.emails(call))
        ) { $0.integer(0) }
        return counts.max() ?? 0
    }

    /// Takes a place below the limit for the order, under each of the customer's names. Of two orders at once of one customer the later
    /// waits for the earlier: what it counts and the places that it finds taken are of one moment.
    /// - Throws: ``Veto`` when there is none left.
    static func take(
        _ stored: StoredCoupon,
        by customer: Customer,
        limit: Int64,
        for order: Int64,
        _ call: Call
    ) throws {
        let names = customer.names(try customer.emails(call))
        for name in names {
            // Of all coupons, as two may be for a first order. Whose names begin alike wait for each other, which hurts nobody; a lock's
            // name is short.
            try call.lock("uses \(String(decoding: name.utf8.prefix(150), as: UTF8.self))")
        }
        if stored.coupon.isFirstOrderOnly, try hasOrdered(customer, except: order, call) {
            throw stored.refusal(.notFirstOrder)
        }
        let used = try count(of: stored.id, by: customer, call)
        for name in names {
            let taken = try call.query(
                "SELECT place FROM coupon_customer_uses WHERE customer = $1 AND coupon_id = $2",
                name,
                stored.id
            ) { $0.integer(0) }
            // Uses from before there was a limit have no place.
            let first = max(used - Int64(taken.count), 0) + 1
            guard first <= limit,
                try (first...limit).contains(where: { place in
                    try !taken.contains(place) && insert(place, stored.id, name, order, call)
                })
            else { throw stored.refusal(.usedByCustomer) }
        }
    }

    /// - Returns: false when another order has the place.
    private static func insert(
        _ place: Int64,
        _ coupon: Int64,
        _ customer: String,
        _ order: Int64,
        _ call: Call
    ) throws -> Bool {
        try call.execute(
            """
            INSERT INTO coupon_customer_uses (coupon_id, customer, place, order_id) VALUES ($1, $2, $3, $4)
            ON CONFLICT (customer, coupon_id, place) DO NOTHING
            """,
            coupon,
            customer,
            place,
            order
        ) == 1
    }
}
