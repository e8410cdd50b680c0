import TotemPluginKit

/// The JSON of a coupon as clients send it, checked.
enum CouponForm {
    private static let longestCode = 64
    /// Kinds of characters that nobody sees, and could not type.
    private static let hidden: Set<Unicode.GeneralCategory> = [.control, .format, .unassigned, .surrogate]

    /// A new coupon: code, type and value are needed.
    static func read(_ request: Request) throws -> Coupon {
        try allow(request)
        let coupon = Coupon(
            code: try request.text("code"),
            kind: try kind(request),
            value: try request.integer("value"),
            minimumPurchase: try optionalInteger("minimum_purchase", request, else: nil),
            usageLimit: try optionalInteger("usage_limit", request, else: nil),
            startDate: try optionalTime("start_date", request, else: nil),
            endDate: try optionalTime("end_date", request, else: nil),
            isActive: request.kind("is_active") == .absent ? true : try request.bool("is_active")
        )
        try check(coupon)
        return coupon
    }

    /// A change: what is absent stays, what is null is cleared.
    static func read(_ request: Request, changing old: Coupon) throws -> Coupon {
        try allow(request)
        let coupon = Coupon(
            code: request.kind("code") == .absent ? old.code : try request.text("code"),
            kind: request.kind("type") == .absent ? old.kind : try kind(request),
            value: request.kind("value") == .absent ? old.value : try request.integer("value"),
            minimumPurchase: try optionalInteger("minimum_purchase", request, else: old.minimumPurchase),
            usageLimit: try optionalInteger("usage_limit", request, else: old.usageLimit),
            startDate: try optionalTime("start_date", request, else: old.startDate),
            endDate: try optionalTime("end_date", request, else: old.endDate),
            isActive: request.kind("is_active") == .absent ? old.isActive : try request.bool("is_active")
        )
        try check(coupon)
        return coupon
    }

    private static func allow(_ request: Request) throws {
        try request.allow(
            fields: "code type value minimum_purchase usage_limit start_date end_date is_active"
        )
    }

    private static func kind(_ request: Request) throws -> Coupon.Kind {
        guard let kind = Coupon.Kind(rawValue: try request.text("type")) else {
            throw Veto.field("type", "must be percentage or fixed_amount")
        }
        return kind
    }

    private static func optionalInteger(_ field: StaticString, _ request: Request, else old: Int64?) throws -> Int64? {
        switch request.kind(field) {
        case .absent: old
        case .null: nil
        case .present: try request.integer(field)
        }
    }

    private static func optionalTime(_ field: StaticString, _ request: Request, else old: Int64?) throws -> Int64? {
        switch request.kind(field) {
        case .absent: old
        case .null: nil
        case .present: try request.time(field)
        }
    }

    private static func check(_ coupon: Coupon) throws {
        var wrong: [(field: String, message: String)] = []
        let visible = coupon.code.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && !hidden.contains($0.properties.generalCategory)
        }
        if coupon.code.isEmpty || coupon.code.unicodeScalars.count > longestCode || !visible {
            wrong.append(("code", "must be 1 to \(longestCode) characters that can be seen, without blanks"))
        }
        if coupon.value < 1 {
            wrong.append(("value", "must be above 0"))
        } else if coupon.kind == .percentage, coupon.value > Coupon.wholeInBasisPoints {
            wrong.append(("value", "is in basis points: at most 10000, which is 100 %"))
        }
        if let minimum = coupon.minimumPurchase, minimum < 0 {
            wrong.append(("minimum_purchase", "must be 0 or more, or null for none"))
        }
        if let limit = coupon.usageLimit, limit < 1 {
            wrong.append(("usage_limit", "must be 1 or more, or null for no limit"))
        }
        if let start = coupon.startDate, let end = coupon.endDate, end <= start {
            wrong.append(("end_date", "must be after start_date"))
        }
        guard wrong.isEmpty else { throw Veto(fields: wrong) }
    }
}
