import TotemPluginKit

/// Which orders have used which coupons.
enum CouponUses {
    private static let ordersAtOnce: Int64 = 200

    /// Uses a coupon once for an order.
    ///
    /// What others want too is written with the commit. Without a limit that is nothing but a new row. With one, the condition of the
    /// update is the limit, and a generated code can be taken by one order: of two at once one is run again, and finds it used up.
    /// - Throws: ``Veto`` when the customer has used it as often as one customer can.
    static func take(_ stored: StoredCoupon, for order: Order, _ call: Call) throws {
        if let limit = stored.coupon.limitOfCustomer {
            let customer = Customer(userID: order.userID, email: order.email)
            try CustomerUses.take(stored, by: customer, limit: limit, for: order.id, call)
        }
        try call.executeAtCommit(
            "INSERT INTO coupon_usage (coupon_id, order_id, user_id, used_at) VALUES ($1, $2, $3, $4)",
            stored.id,
            order.id,
            order.userID,
            call.now
        )
        if stored.coupon.usageLimit != nil {
            try call.changeOneAtCommit(
                """
                UPDATE coupons SET times_used = times_used + 1
                WHERE id = $1 AND usage_limit IS NOT NULL AND times_used < usage_limit
                """,
                stored.id
            )
        }
        if let code = stored.singleUse {
            try call.changeOneAtCommit(
                "UPDATE coupon_codes SET order_id = $2 WHERE id = $1 AND order_id IS NULL",
                code.id,
                order.id
            )
        }
    }

    /// Gives back every use of an order.
    static func release(order: Int64, _ call: Call) throws {
        let isUsed = try call.first("SELECT 1 FROM coupon_usage WHERE order_id = $1", order) { _ in true }
        guard isUsed == true else { return }
        try call.executeAtCommit(
            """
            UPDATE coupons SET times_used = CASE WHEN times_used > 0 THEN times_used - 1 ELSE 0 END
            WHERE usage_limit IS NOT NULL AND id IN (SELECT coupon_id FROM coupon_usage WHERE order_id = $1)
            """,
            order
        )
        try call.executeAtCommit("UPDATE coupon_codes SET order_id = NULL WHERE order_id = $1", order)
        try call.executeAtCommit("DELETE FROM coupon_customer_uses WHERE order_id = $1", order)
        try call.executeAtCommit("DELETE FROM coupon_usage WHERE order_id = $1", order)
    }

    /// Gives back the uses of those of the next orders that were cancelled, or wholly refunded, while the plugin was off, and nobody
    /// told it.
    /// - Returns: the last order that was looked at; nil when there are no more.
    static func releaseMissed(after last: Int64, refunded: Bool, _ call: Call) throws -> Int64? {
        let orders = try call.query(
            "SELECT order_id FROM coupon_usage WHERE order_id > $1 ORDER BY order_id LIMIT $2",
            last,
            ordersAtOnce
        ) { $0.integer(0) }
        guard let end = orders.last else { return nil }
        let over = try call.query(
            """
            SELECT id FROM v1_orders WHERE id IN (\(list: orders))
              AND (status = 'cancelled' OR (\(refunded) = 1 AND payment_status = 'refunded'))
            """
        ) { $0.integer(0) }
        guard !over.isEmpty else { return end }
        let coupons = try call.query("SELECT DISTINCT coupon_id FROM coupon_usage WHERE order_id IN (\(list: over))") {
            $0.integer(0)
        }
        try call.execute("UPDATE coupon_codes SET order_id = NULL WHERE order_id IN (\(list: over))")
        try call.execute("DELETE FROM coupon_customer_uses WHERE order_id IN (\(list: over))")
        try call.execute("DELETE FROM coupon_usage WHERE order_id IN (\(list: over))")
        for coupon in coupons.sorted() { try recount(coupon, call) }
        return end
    }

    /// Counts the uses of a coupon that has a limit, which nobody can use meanwhile.
    static func recount(_ coupon: Int64, _ call: Call) throws {
        guard try CouponStore.held(id: coupon, call)?.coupon.usageLimit != nil else { return }
        try call.execute(
            """
            UPDATE coupons SET times_used = (SELECT COUNT(*) FROM coupon_usage WHERE coupon_id = $1) WHERE id = $1
            """,
            coupon
        )
    }

    /// How often a coupon was used.
    static func count(of coupon: Int64, _ call: Call) throws -> Int64 {
        try call.first("SELECT COUNT(*) FROM coupon_usage WHERE coupon_id = $1", coupon) { $0.integer(0) } ?? 0
    }

    static func isUsed(_ coupon: Int64, _ call: Call) throws -> Bool {
        try call.first("SELECT 1 FROM coupon_usage WHERE coupon_id = $1 LIMIT 1", coupon) { _ in true } == true
    }
}
