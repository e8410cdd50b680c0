import TotemPluginKit

/// What the plugin knows of a person: which coupons they have used. Orders stay as they are, without the name.
enum PeoplesData {
    private static let largestExport: Int64 = 5_000

    /// `customer.erasing`
    static func erase(_ call: Call, _ event: CustomerEvent) throws {
        let customer = event.customer
        // Those too that an order of theirs has under another e-mail.
        try call.execute(
            """
            DELETE FROM coupon_customer_uses
            WHERE order_id IN (SELECT order_id FROM coupon_usage WHERE user_id = $1) OR customer = ANY($2)
            """,
            customer.id,
            SQLList(Customer(userID: customer.id, email: nil).names([customer.email]))
        )
        try call.execute("UPDATE coupon_usage SET user_id = NULL WHERE user_id = $1", customer.id)
    }

    /// `customer.exporting`: the newest uses, with the order that each was for.
    static func export(_ call: Call, _ event: CustomerEvent) throws {
        let uses = try call.query(
            """
            SELECT coupon_usage.order_id, coupon_usage.used_at, coupons.code FROM coupon_usage
            JOIN coupons ON coupons.id = coupon_usage.coupon_id
            WHERE coupon_usage.user_id = $1 OR coupon_usage.order_id IN (
              SELECT order_id FROM coupon_customer_uses WHERE customer = $2)
            ORDER BY coupon_usage.id DESC LIMIT $3
            """,
            event.customer.id,
            "email:\(event.customer.email)",
            largestExport
        ) { row in
            var use = JSONObject()
            use.add("order_id", row.integer(0))
            use.add("used_at", row.integer(1))
            use.add("code", row.text(2))
            return use
        }
        guard !uses.isEmpty else { return }
        var json = JSONObject()
        json.add("coupon_usage", uses)
        try call.extend(event.customer.id, json: json.text)
    }
}
