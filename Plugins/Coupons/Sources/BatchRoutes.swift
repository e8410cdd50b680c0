import TotemPluginKit

/// `/v1/x/coupons/batches`: codes in bulk.
enum BatchRoutes {
    private static let shown: SQLFragment = """
        SELECT id, coupon_id, prefix, length, quantity, generated,
          CASE WHEN finished_at IS NOT NULL THEN 'done' WHEN generated > 0 THEN 'running' ELSE 'queued' END AS status,
          is_active AS "is_active:bool", created_at AS "created_at:time", finished_at AS "finished_at:time"
        FROM coupon_batches
        """
    private static let usualLength: Int64 = 10
    private static let largestBatchCount = 100

    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/coupons/{id}/batches", for: .staff, list)
        try registry.route(.post, "/coupons/{id}/batches", for: .storeManager, create)
        try registry.route(.get, "/batches/{id}", for: .staff, show)
        try registry.route(.patch, "/batches/{id}", for: .storeManager, change)
        try registry.route(.get, "/batches/{id}/codes", for: .staff, codes)
        try registry.route(.get, "/batches/{id}/file", for: .staff, file)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        let coupon = try CouponRoutes.existing(call, request, CouponStore.find(id:_:))
        try call.respondPage { page in
            """
            \(shown) WHERE id < \(page.after) AND coupon_id = \(coupon.id) ORDER BY id DESC LIMIT \(page.limit)
            """
        }
    }

    private static func create(_ call: Call, _ request: Request) throws {
        let stored = try CouponRoutes.existing(call, request, CouponStore.held(id:_:))
        guard stored.coupon.activation == .generated else {
            throw Veto(
                "coupon-not-generated",
                "Codes are generated for coupons with {\"activation\": \"generated\"}; that of \(stored.coupon.code) is "
                    + "\"\(stored.coupon.activation.rawValue)\".",
                status: 409
            )
        }
        guard try CodeBatches.count(of: stored.id, call) < largestBatchCount else {
            throw Veto("too-many-batches", "A coupon has at most \(largestBatchCount) batches.", status: 409)
        }
        let quantity = try request.integer("quantity")
        let prefix = try request.optionalValue("prefix", request.text)?.uppercased() ?? ""
        let length = try request.optionalValue("length", request.integer) ?? usualLength
        let batch = try CodeBatches.insert(stored.id, prefix: prefix, length: length, quantity: quantity, call)
        try Generation.enqueue(batch, call)
        try respond(202, with: batch, call)
    }

    private static func show(_ call: Call, _ request: Request) throws {
        try respond(200, with: try request.id("id"), call)
    }

    private static func change(_ call: Call, _ request: Request) throws {
        let id = try request.id("id")
        try call.execute(
            "UPDATE coupon_batches SET is_active = $2 WHERE id = $1",
            id,
            try request.bool("is_active")
        )
        try respond(200, with: id, call)
    }

    private static func codes(_ call: Call, _ request: Request) throws {
        try call.respondPage(
            order: .oldestFirst,
            """
            SELECT id, batch_id, code, order_id FROM coupon_codes WHERE id > $1 AND batch_id = $3 ORDER BY id LIMIT $2
            """,
            try existing(call, request)
        )
    }

    /// As a file for a spreadsheet or a mailing, 15,000 codes at once, which is as many of the longest as an answer has room for:
    /// `?after=` goes on behind the last id of one.
    private static func file(_ call: Call, _ request: Request) throws {
        let batch = try existing(call, request)
        var text = "id,code,used\r\n"
        let lines = try call.query(
            """
            SELECT id, code, order_id FROM coupon_codes WHERE id > $1 AND batch_id = $2 ORDER BY id LIMIT 15000
            """,
            try request.queryInteger("after") ?? 0,
            batch
        ) { "\($0.integer(0)),\($0.text(1)),\($0.optionalInteger(2) == nil ? "no" : "yes")\r\n" }
        for line in lines { text += line }
        try call.respond(type: "text/csv; charset=utf-8", fileName: "codes-\(batch).csv", bytes: Array(text.utf8))
    }

    private static func existing(_ call: Call, _ request: Request) throws -> Int64 {
        try request.found("batch") { id in
            try call.first("SELECT id FROM coupon_batches WHERE id = $1", id) { $0.integer(0) }
        }
    }

    private static func respond(_ status: Int32, with id: Int64, _ call: Call) throws {
        try call.respondRow(status, "\(shown) WHERE id = \(id)")
    }
}
