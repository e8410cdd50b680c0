import TotemPluginKit

/// `/v1/x/coupons/coupons`: what the shop's staff does with coupons.
enum CouponRoutes {
    private static let shown: SQLFragment = """
        SELECT id, code, label, activation, type, value, maximum_discount, free_shipping AS "free_shipping:bool",
          buy_quantity, get_quantity, times_per_order, get_products AS "get_products:json",
          get_categories AS "get_categories:json", products AS "products:json",
          excluded_products AS "excluded_products:json", categories AS "categories:json",
          excluded_categories AS "excluded_categories:json", segments AS "segments:json",
          excluded_segments AS "excluded_segments:json", minimum_purchase, minimum_quantity,
          first_order_only AS "first_order_only:bool", is_exclusive AS "is_exclusive:bool", priority, usage_limit,
          usage_limit_per_customer,
          CASE WHEN usage_limit IS NULL
            THEN (SELECT COUNT(*) FROM coupon_usage WHERE coupon_id = coupons.id) ELSE times_used END AS times_used,
          start_date AS "start_date:time", end_date AS "end_date:time", is_active AS "is_active:bool"
        FROM coupons
        """

    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/coupons", for: .staff, list)
        try registry.route(.post, "/coupons", for: .storeManager, create)
        try registry.route(.get, "/coupons/{id}", for: .staff, show)
        try registry.route(.patch, "/coupons/{id}", for: .storeManager, change)
        try registry.route(.delete, "/coupons/{id}", for: .storeManager, delete)
        try registry.route(.get, "/coupons/{id}/usage", for: .staff, usage)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        try call.respondPage { page in
            "\(shown) WHERE id < \(page.after) ORDER BY id DESC LIMIT \(page.limit)"
        }
    }

    private static func create(_ call: Call, _ request: Request) throws {
        let coupon = try CouponForm.read(request)
        try NamedThings.check(request, call)
        try refuseTooManyAutomatic(coupon, call)
        try respond(201, with: try CouponStore.insert(coupon, call), call)
    }

    private static func show(_ call: Call, _ request: Request) throws {
        try respond(200, with: try request.id("id"), call)
    }

    private static func change(_ call: Call, _ request: Request) throws {
        let stored = try existing(call, request, CouponStore.held(id:_:))
        let coupon = try CouponForm.read(request, changing: stored.coupon)
        try NamedThings.check(request, call)
        try refuseTooManyAutomatic(coupon, except: stored.id, call)
        try CouponStore.update(stored.id, to: coupon, call)
        if coupon.usageLimit != nil, stored.coupon.usageLimit == nil {
            try CouponUses.recount(stored.id, call)
            try Recount.enqueue(stored.id, call)
        }
        try respond(200, with: stored.id, call)
    }

    private static func delete(_ call: Call, _ request: Request) throws {
        let stored = try existing(call, request, CouponStore.held(id:_:))
        let used = try CouponUses.isUsed(stored.id, call)
        guard try !used && !CodeBatches.exist(of: stored.id, call) else {
            throw Veto(
                used ? "coupon-in-use" : "coupon-has-codes",
                (used ? "Orders have used" : "Codes were generated for")
                    + " \(stored.coupon.code); switch it off with {\"is_active\": false} instead.",
                status: 409
            )
        }
        try CouponStore.delete(stored.id, call)
        try call.respondNothing()
    }

    private static func usage(_ call: Call, _ request: Request) throws {
        let stored = try existing(call, request, CouponStore.find(id:_:))
        try call.respondPage(
            """
            SELECT id, coupon_id, order_id, user_id, used_at AS "used_at:time"
            FROM coupon_usage WHERE id < $1 AND coupon_id = $3 ORDER BY id DESC LIMIT $2
            """,
            stored.id
        )
    }

    private static func refuseTooManyAutomatic(_ coupon: Coupon, except id: Int64? = nil, _ call: Call) throws {
        guard coupon.activation == .automatic, coupon.isActive else { return }
        try call.lock("automatic")
        guard try CouponStore.countAutomatic(except: id, call) >= CouponRules.largestAutomaticCount else { return }
        throw Veto.impossible(
            "activation",
            "is automatic for \(CouponRules.largestAutomaticCount) active coupons already; switch one of them off first"
        )
    }

    static func existing(
        _ call: Call,
        _ request: Request,
        _ find: (_ id: Int64, Call) throws -> StoredCoupon?
    ) throws -> StoredCoupon {
        try request.found("coupon") { try find($0, call) }
    }

    private static func respond(_ status: Int32, with id: Int64, _ call: Call) throws {
        try call.respondRow(status, "\(shown) WHERE id = \(id)")
    }
}
