import TotemPluginKit

/// The JSON of a coupon as clients send it. The schemas in plugin.json have checked each field.
struct CouponForm {
    private let request: Request
    private let old: Coupon?

    /// - Parameter old: what stays where the request says nothing; nil: a new coupon, of which code, type and value are needed.
    static func read(_ request: Request, changing old: Coupon? = nil) throws -> Coupon {
        let coupon = try CouponForm(request: request, old: old).coupon()
        try CouponCheck.check(coupon)
        return coupon
    }

    private func coupon() throws -> Coupon {
        Coupon(
            code: try required("code", old?.code, request.text),
            label: try request.optionalValue("label", else: old?.label, request.text),
            activation: try activation(),
            kind: try kind(),
            value: try required("value", old?.value, request.integer),
            maximumDiscount: try number("maximum_discount", old?.maximumDiscount),
            hasFreeShipping: try flag("free_shipping", old?.hasFreeShipping ?? false),
            offer: try offer(),
            goods: try goods("products", "categories", old?.goods),
            excludedGoods: try goods("excluded_products", "excluded_categories", old?.excludedGoods),
            segments: try list("segments", old?.segments),
            excludedSegments: try list("excluded_segments", old?.excludedSegments),
            minimumPurchase: try number("minimum_purchase", old?.minimumPurchase),
            minimumQuantity: try number("minimum_quantity", old?.minimumQuantity),
            isFirstOrderOnly: try flag("first_order_only", old?.isFirstOrderOnly ?? false),
            isExclusive: try flag("is_exclusive", old?.isExclusive ?? false),
            priority: try request.value("priority", else: old?.priority ?? 0, request.integer),
            usageLimit: try number("usage_limit", old?.usageLimit),
            usageLimitPerCustomer: try number("usage_limit_per_customer", old?.usageLimitPerCustomer),
            startDate: try request.optionalValue("start_date", else: old?.startDate, request.time),
            endDate: try request.optionalValue("end_date", else: old?.endDate, request.time),
            isActive: try flag("is_active", old?.isActive ?? true)
        )
    }

    private func kind() throws -> Coupon.Kind {
        let text = try required("type", old?.kind.rawValue, request.text)
        guard let kind = Coupon.Kind(rawValue: text) else {
            throw Veto.field("type", "must be percentage, fixed_amount or buy_x_get_y")
        }
        return kind
    }

    private func activation() throws -> Coupon.Activation {
        guard request.kind("activation") != .absent else { return old?.activation ?? .code }
        guard let activation = Coupon.Activation(rawValue: try request.text("activation")) else {
            throw Veto.field("activation", "must be code, automatic or generated")
        }
        return activation
    }

    /// What belongs to an offer goes when the coupon becomes another.
    private func offer() throws -> Offer? {
        let old = old?.offer
        let buy = try number("buy_quantity", old?.buyQuantity)
        let get = try number("get_quantity", old?.getQuantity)
        let times = try number("times_per_order", old?.timesPerOrder)
        let goods = try goods("get_products", "get_categories", old?.goods)
        guard try kind() == .buyXGetY else {
            try refuse("buy_quantity", "get_quantity", "times_per_order", "get_products", "get_categories")
            return nil
        }
        var missing: [(field: String, message: String)] = []
        if buy == nil { missing.append(("buy_quantity", "is missing, as type is buy_x_get_y")) }
        if get == nil { missing.append(("get_quantity", "is missing, as type is buy_x_get_y")) }
        guard let buy, let get else { throw Veto(fields: missing) }
        return Offer(buyQuantity: buy, getQuantity: get, timesPerOrder: times, goods: goods)
    }

    private func refuse(_ fields: StaticString...) throws {
        let wrong = fields.filter { request.kind($0) == .present }
        guard wrong.isEmpty else { throw Veto(fields: wrong.map { ("\($0)", "is for the type buy_x_get_y alone") }) }
    }

    private func goods(_ products: StaticString, _ categories: StaticString, _ old: Goods?) throws -> Goods {
        Goods(products: try list(products, old?.products), categories: try list(categories, old?.categories))
    }

    // MARK: - Kinds of fields

    private func required<Value>(
        _ field: StaticString,
        _ old: Value?,
        _ read: (StaticString) throws -> Value
    ) throws -> Value {
        if let old { try request.value(field, else: old, read) } else { try read(field) }
    }

    private func number(_ field: StaticString, _ old: Int64?) throws -> Int64? {
        try request.optionalValue(field, else: old, request.integer)
    }

    private func flag(_ field: StaticString, _ old: Bool) throws -> Bool {
        try request.value(field, else: old, request.bool)
    }

    /// Ids; null stands for none.
    private func list(_ field: StaticString, _ old: [Int64]?) throws -> [Int64] {
        try request.optionalValue(field, else: old, request.integers) ?? []
    }
}
