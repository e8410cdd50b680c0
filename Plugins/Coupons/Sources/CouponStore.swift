import TotemPluginKit

/// The table of coupons.
enum CouponStore {
    /// The coupons that these codes lead to, and those that come by themselves. Read once in an order, by whichever hook comes
    /// first: a sale's first minute asks for little else. Each by an index, whatever the number of coupons.
    static func find(keys: [String], _ call: Call) throws -> [StoredCoupon] {
        guard let first = keys.first else { return try findAutomatic(call) }
        let found = try keys.count == 1 ? find(key: first, call) : find(several: keys, call)
        let unknown = keys.filter { key in !found.contains { $0.key == key } }
        guard !unknown.isEmpty else { return found }
        return try found + findGenerated(keys: unknown, call)
    }

    /// Most carts have one code: going through a list costs more than all else of this statement.
    private static func find(key: String, _ call: Call) throws -> [StoredCoupon] {
        try call.queryOnce(
            """
            SELECT code_key, NULL, NULL, coupons.* FROM coupons
            WHERE code_key = $1 AND NOT (activation = 'automatic' AND is_active = 1)
            UNION ALL
            SELECT code_key, NULL, NULL, coupons.* FROM coupons WHERE activation = 'automatic' AND is_active = 1
            """,
            key,
            row: StoredCoupon.init
        )
    }

    private static func find(several keys: [String], _ call: Call) throws -> [StoredCoupon] {
        try call.queryOnce(
            """
            SELECT code_key, NULL, NULL, coupons.* FROM coupons
            WHERE code_key = ANY($1) AND NOT (activation = 'automatic' AND is_active = 1)
            UNION ALL
            SELECT code_key, NULL, NULL, coupons.* FROM coupons WHERE activation = 'automatic' AND is_active = 1
            """,
            SQLList(keys),
            row: StoredCoupon.init
        )
    }

    private static func findAutomatic(_ call: Call) throws -> [StoredCoupon] {
        try call.queryOnce(
            "SELECT code_key, NULL, NULL, coupons.* FROM coupons WHERE activation = 'automatic' AND is_active = 1",
            row: StoredCoupon.init
        )
    }

    private static func findGenerated(keys: [String], _ call: Call) throws -> [StoredCoupon] {
        try call.queryOnce(
            """
            SELECT coupon_codes.code, coupon_codes.id, coupon_codes.order_id, coupons.* FROM coupon_codes
            JOIN coupon_batches ON coupon_batches.id = coupon_codes.batch_id AND coupon_batches.is_active = 1
            JOIN coupons ON coupons.id = coupon_codes.coupon_id AND coupons.activation = 'generated'
            WHERE coupon_codes.code = ANY($1)
            """,
            SQLList(keys),
            row: StoredCoupon.init
        )
    }

    static func find(id: Int64, _ call: Call) throws -> StoredCoupon? {
        try call.first(
            "SELECT code_key, NULL, NULL, coupons.* FROM coupons WHERE id = $1",
            id,
            row: StoredCoupon.init
        )
    }

    /// The coupon, which nobody else changes until the transaction ends.
    static func held(id: Int64, _ call: Call) throws -> StoredCoupon? {
        let held = try call.first("SELECT id FROM coupons WHERE id = $1 FOR UPDATE", id) { $0.integer(0) }
        return try held.flatMap { try find(id: $0, call) }
    }

    /// How many active ones come by themselves, beside this one.
    static func countAutomatic(except id: Int64?, _ call: Call) throws -> Int64 {
        try call.first(
            "SELECT COUNT(*) FROM coupons WHERE activation = 'automatic' AND is_active = 1 AND id <> $1",
            id ?? 0
        ) { $0.integer(0) } ?? 0
    }

    /// - Throws: ``Veto`` naming `code` when another coupon has it.
    static func insert(_ coupon: Coupon, _ call: Call) throws -> Int64 {
        try uniquely(coupon.code, call) {
            let id = try call.first(
                """
                INSERT INTO coupons (code, code_key, type, value) VALUES ($1, $2, $3, $4) RETURNING id
                """,
                coupon.code,
                Coupon.key(coupon.code),
                coupon.kind.rawValue,
                coupon.value
            ) { $0.integer(0) }
            guard let id else { throw Veto("coupon-not-made", "The coupon was not made; try again.", status: 503) }
            try write(coupon, to: id, call)
            return id
        }
    }

    /// - Throws: ``Veto`` naming `code` when another coupon has it.
    static func update(_ id: Int64, to coupon: Coupon, _ call: Call) throws {
        try uniquely(coupon.code, call) { try write(coupon, to: id, call) }
    }

    static func delete(_ id: Int64, _ call: Call) throws {
        try call.execute("DELETE FROM coupons WHERE id = $1", id)
    }

    private static func write(_ coupon: Coupon, to id: Int64, _ call: Call) throws {
        try call.execute(
            """
            UPDATE coupons SET code = $2, code_key = $3, label = $4, activation = $5, type = $6, value = $7,
              maximum_discount = $8, free_shipping = $9, buy_quantity = $10, get_quantity = $11, times_per_order = $12,
              get_products = $13, get_categories = $14, products = $15, excluded_products = $16, categories = $17,
              excluded_categories = $18, segments = $19, excluded_segments = $20, minimum_purchase = $21,
              minimum_quantity = $22, first_order_only = $23, is_exclusive = $24, priority = $25, usage_limit = $26,
              usage_limit_per_customer = $27, start_date = $28, end_date = $29, is_active = $30
            WHERE id = $1
            """,
            id,
            coupon.code,
            Coupon.key(coupon.code),
            coupon.label,
            coupon.activation.rawValue,
            coupon.kind.rawValue,
            coupon.value,
            coupon.maximumDiscount,
            coupon.hasFreeShipping,
            coupon.offer?.buyQuantity,
            coupon.offer?.getQuantity,
            coupon.offer?.timesPerOrder,
            IDList.text(coupon.offer?.goods.products ?? []),
            IDList.text(coupon.offer?.goods.categories ?? []),
            IDList.text(coupon.goods.products),
            IDList.text(coupon.excludedGoods.products),
            IDList.text(coupon.goods.categories),
            IDList.text(coupon.excludedGoods.categories),
            IDList.text(coupon.segments),
            IDList.text(coupon.excludedSegments),
            coupon.minimumPurchase,
            coupon.minimumQuantity,
            coupon.isFirstOrderOnly,
            coupon.isExclusive,
            coupon.priority,
            coupon.usageLimit,
            coupon.usageLimitPerCustomer,
            coupon.startDate,
            coupon.endDate,
            coupon.isActive
        )
    }

    private static func uniquely<Value>(_ code: String, _ call: Call, _ write: () throws -> Value) throws -> Value {
        let taken = Veto.taken("code", "is taken: there is a coupon '\(code)' already (capitals make no difference)")
        let generated = try call.first("SELECT 1 FROM coupon_codes WHERE code = $1", Coupon.key(code)) { _ in true }
        guard generated == nil else { throw taken }
        return try HostError.unique(else: taken, write)
    }
}
