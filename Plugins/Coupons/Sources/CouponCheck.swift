import TotemPluginKit

/// Whether a coupon makes sense.
enum CouponCheck {
    private static let longestCode = 64
    private static let labels = TextRule(1...100)
    /// What a discount's rule and its label have room for.
    private static let largestCode = 100
    private static let largestLabel = 200
    private static let largestQuantity: Int64 = 1_000_000
    private static let largestPriority: Int64 = 1_000
    /// Kinds of characters that nobody sees, and could not type.
    private static let hidden: Set<Unicode.GeneralCategory> = [.control, .format, .unassigned, .surrogate]

    /// - Throws: ``Veto`` naming every field that is wrong.
    static func check(_ coupon: Coupon) throws {
        var wrong: [(field: String, message: String)] = []
        func demand(_ isRight: Bool, _ field: String, _ message: String) {
            if !isRight { wrong.append((field, message)) }
        }
        demand(
            isTypeable(coupon.code),
            "code",
            "must be 1 to \(longestCode) characters that can be seen, without blanks, in at most \(largestCode) bytes"
        )
        if let label = coupon.label {
            if let objection = labels.objection(to: label) { wrong.append(("label", objection)) }
            demand(label.utf8.count <= largestLabel, "label", "must have at most \(largestLabel) bytes of UTF-8")
        }
        demand(coupon.value >= (coupon.hasFreeShipping ? 0 : 1), "value", "must be above 0, or 0 with free_shipping")
        demand(
            coupon.kind == .fixedAmount || coupon.value <= Coupon.wholeInBasisPoints,
            "value",
            "is in basis points: at most 10000, which is 100 %"
        )
        demand(coupon.maximumDiscount ?? 1 >= 1, "maximum_discount", "must be 1 or more, or null for none")
        if let offer = coupon.offer {
            let range = 1...largestQuantity
            demand(range.contains(offer.buyQuantity), "buy_quantity", "must be 1 to \(largestQuantity)")
            demand(range.contains(offer.getQuantity), "get_quantity", "must be 1 to \(largestQuantity)")
            demand(
                range.contains(offer.timesPerOrder ?? 1),
                "times_per_order",
                "must be 1 to \(largestQuantity), or null for as often as there are enough"
            )
        }
        demand(coupon.minimumPurchase ?? 0 >= 0, "minimum_purchase", "must be 0 or more, or null for none")
        demand(coupon.minimumQuantity ?? 1 >= 1, "minimum_quantity", "must be 1 or more, or null for none")
        demand(
            (-largestPriority...largestPriority).contains(coupon.priority),
            "priority",
            "must be -\(largestPriority) to \(largestPriority)"
        )
        demand(coupon.usageLimit ?? 1 >= 1, "usage_limit", "must be 1 or more, or null for no limit")
        demand(
            (1...1_000).contains(coupon.usageLimitPerCustomer ?? 1),
            "usage_limit_per_customer",
            "must be 1 to 1000, or null for no limit"
        )
        if let start = coupon.startDate, let end = coupon.endDate {
            demand(end > start, "end_date", "must be after start_date")
        }
        guard wrong.isEmpty else { throw Veto(fields: wrong) }
    }

    private static func isTypeable(_ code: String) -> Bool {
        let scalars = code.unicodeScalars
        return (1...longestCode).contains(scalars.count) && code.utf8.count <= largestCode
            && scalars.allSatisfy {
                !hidden.contains($0.properties.generalCategory) && !$0.properties.isWhitespace
            }
    }
}
