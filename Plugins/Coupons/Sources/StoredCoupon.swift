import TotemPluginKit

/// A coupon with its id, and by what it was found.
struct StoredCoupon {
    /// A generated code that leads to it.
    struct SingleUse {
        let id: Int64
        /// The order that has used it.
        let order: Int64?
    }

    let id: Int64
    let coupon: Coupon
    /// While it has a limit.
    let timesUsed: Int64
    /// By what it was found, in capitals: its own code, or a generated one.
    let key: String
    let singleUse: SingleUse?

    /// The columns `key`, `single_use_id`, `single_use_order`, and all of `coupons` in their order.
    init(_ row: Row) throws {
        key = row.text(0)
        let order = row.optionalInteger(2)
        singleUse = row.optionalInteger(1).map { SingleUse(id: $0, order: order) }
        id = row.integer(3)
        timesUsed = row.integer(30)
        coupon = try Coupon(row)
    }

    /// Whether every use has been taken. The order is what decides; this tells a buyer early.
    var isUsedUp: Bool {
        singleUse?.order != nil || coupon.usageLimit.map { timesUsed >= $0 } ?? false
    }

    /// What the buyer reads.
    var label: String { coupon.label ?? (singleUse == nil ? coupon.code : key) }
}

extension Coupon {
    fileprivate init(_ row: Row) throws {
        guard let kind = Kind(rawValue: row.text(8)), let activation = Activation(rawValue: row.text(7)) else {
            throw Veto("coupon-damaged", "The coupon \(row.integer(3)) has no known type.", status: 503)
        }
        let ids = { (column: Int32) in try IDList.read(row, column) }
        code = row.text(4)
        label = row.optionalText(6)
        self.activation = activation
        self.kind = kind
        value = row.integer(9)
        maximumDiscount = row.optionalInteger(10)
        hasFreeShipping = row.bool(11)
        offer = try Offer(row)
        goods = Goods(products: try ids(17), categories: try ids(19))
        excludedGoods = Goods(products: try ids(18), categories: try ids(20))
        segments = try ids(21)
        excludedSegments = try ids(22)
        minimumPurchase = row.optionalInteger(23)
        minimumQuantity = row.optionalInteger(24)
        isFirstOrderOnly = row.bool(25)
        isExclusive = row.bool(26)
        priority = row.integer(27)
        usageLimit = row.optionalInteger(28)
        usageLimitPerCustomer = row.optionalInteger(29)
        startDate = row.optionalInteger(31)
        endDate = row.optionalInteger(32)
        isActive = row.bool(33)
    }
}

extension Offer {
    fileprivate init?(_ row: Row) throws {
        guard let buy = row.optionalInteger(12), let get = row.optionalInteger(13) else { return nil }
        buyQuantity = buy
        getQuantity = get
        timesPerOrder = row.optionalInteger(14)
        goods = Goods(products: try IDList.read(row, 15), categories: try IDList.read(row, 16))
    }
}
