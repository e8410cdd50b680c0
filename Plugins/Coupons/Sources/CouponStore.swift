import TotemPluginKit

/// The coupons' tables.
enum CouponStore {
    /// The coupon that a buyer means by a code, whatever its case.
    static func find(code: String, _ call: Call) throws -> StoredCoupon? {
        try call.first(
            """
            SELECT id, code, type, value, minimum_purchase, usage_limit, start_date, end_date, is_active, times_used
            FROM coupons WHERE code_key = $1
            """,
            Coupon.key(code),
            row: StoredCoupon.init
        )
    }

    static func find(id: Int64, _ call: Call) throws -> StoredCoupon? {
        try call.first(
            """
            SELECT id, code, type, value, minimum_purchase, usage_limit, start_date, end_date, is_active, times_used
            FROM coupons WHERE id = $1
            """,
            id,
            row: StoredCoupon.init
        )
    }

    /// The coupon, which nobody else changes or uses until the transaction ends.
    static func held(id: Int64, _ call: Call) throws -> StoredCoupon? {
        try call.first(
            """
            SELECT id, code, type, value, minimum_purchase, usage_limit, start_date, end_date, is_active, times_used
            FROM coupons WHERE id = $1 FOR UPDATE
            """,
            id,
            row: StoredCoupon.init
        )
    }

    /// Uses a coupon once for an order. The condition of the update is the limit: of two orders at once only one gets
    /// the last use.
    /// - Returns: false when it is used up.
    static func redeem(_ coupon: StoredCoupon, for order: Order, _ call: Call) throws -> Bool {
        let taken = try call.execute(
            """
            UPDATE coupons SET times_used = times_used + 1
            WHERE id = $1 AND (usage_limit IS NULL OR times_used < usage_limit)
            """,
            coupon.id
        )
        guard taken == 1 else { return false }
        try call.execute(
            "INSERT INTO coupon_usage (coupon_id, order_id, user_id, used_at) VALUES ($1, $2, $3, $4)",
            coupon.id,
            order.id,
            order.userID,
            call.now
        )
        return true
    }

    /// Gives back every use of an order. Coupons are held by their ids, as those are that an order uses.
    static func release(order: Int64, _ call: Call) throws {
        let used = try call.query("SELECT coupon_id FROM coupon_usage WHERE order_id = $1 ORDER BY coupon_id", order) {
            $0.integer(0)
        }
        for id in used { _ = try held(id: id, call) }
        try call.execute(
            """
            UPDATE coupons SET times_used = times_used - 1
            WHERE id IN (SELECT coupon_id FROM coupon_usage WHERE order_id = $1)
            """,
            order
        )
        try call.execute("DELETE FROM coupon_usage WHERE order_id = $1", order)
    }

    /// Gives back the uses of orders that were cancelled while the plugin was off, and nobody told it.
    static func releaseCancelled(_ call: Call) throws {
        try call.execute(
            """
            UPDATE coupons SET times_used = times_used - returned.uses
            FROM (
              SELECT coupon_usage.coupon_id, COUNT(v1_orders.id) AS uses FROM v1_orders
              JOIN coupon_usage ON coupon_usage.order_id = v1_orders.id
              WHERE v1_orders.status = 'cancelled' GROUP BY coupon_usage.coupon_id
            ) AS returned
            WHERE coupons.id = returned.coupon_id
            """
        )
        try call.execute(
            "DELETE FROM coupon_usage WHERE order_id IN (SELECT id FROM v1_orders WHERE status = 'cancelled')"
        )
    }

    /// - Throws: ``Veto`` naming `code` when another coupon has it.
    static func insert(_ coupon: Coupon, _ call: Call) throws -> Int64 {
        try uniquely(coupon.code) {
            try call.first(
                """
                INSERT INTO coupons
                  (code, code_key, type, value, minimum_purchase, usage_limit, start_date, end_date, is_active)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
                """,
                coupon.code,
                Coupon.key(coupon.code),
                coupon.kind.rawValue,
                coupon.value,
                coupon.minimumPurchase,
                coupon.usageLimit,
                coupon.startDate,
                coupon.endDate,
                coupon.isActive
            ) { $0.integer(0) } ?? 0
        }
    }

    /// - Throws: ``Veto`` naming `code` when another coupon has it.
    static func update(_ id: Int64, to coupon: Coupon, _ call: Call) throws {
        _ = try uniquely(coupon.code) {
            try call.execute(
                """
                UPDATE coupons SET code = $2, code_key = $3, type = $4, value = $5, minimum_purchase = $6,
                  usage_limit = $7, start_date = $8, end_date = $9, is_active = $10
                WHERE id = $1
                """,
                id,
                coupon.code,
                Coupon.key(coupon.code),
                coupon.kind.rawValue,
                coupon.value,
                coupon.minimumPurchase,
                coupon.usageLimit,
                coupon.startDate,
                coupon.endDate,
                coupon.isActive
            )
        }
    }

    static func delete(_ id: Int64, _ call: Call) throws {
        try call.execute("DELETE FROM coupons WHERE id = $1", id)
    }

    private static func uniquely(_ code: String, _ write: () throws -> Int64) throws -> Int64 {
        do {
            return try write()
        } catch let error as HostError where error.isUniqueViolation {
            throw Veto.field("code", "is taken: there is a coupon '\(code)' already (capitals make no difference)")
        }
    }
}

/// A coupon with its id and how often it was used.
struct StoredCoupon {
    let id: Int64
    let coupon: Coupon
    let timesUsed: Int64

    init(_ row: Row) throws {
        guard let kind = Coupon.Kind(rawValue: row.text(2)) else {
            throw Veto("coupon-damaged", "The coupon \(row.integer(0)) has no known type.", status: 503)
        }
        id = row.integer(0)
        coupon = Coupon(
            code: row.text(1),
            kind: kind,
            value: row.integer(3),
            minimumPurchase: row.optionalInteger(4),
            usageLimit: row.optionalInteger(5),
            startDate: row.optionalInteger(6),
            endDate: row.optionalInteger(7),
            isActive: row.bool(8)
        )
        timesUsed = row.integer(9)
    }

    /// Whether every use has been taken. An order is what decides; this tells a buyer early.
    var isUsedUp: Bool { coupon.usageLimit.map { timesUsed >= $0 } ?? false }

    var usedUp: Veto { Veto("coupon-used-up", "The code \(coupon.code) has been used as often as it can be.") }
}
