import TotemPluginKit

/// Whether a coupon makes sense as a whole. The schemas in plugin.json have checked each field.
enum CouponCheck {
    /// - Throws: ``Veto`` naming every field that is wrong.
    static func check(_ coupon: Coupon) throws {
        var wrong: [(field: String, message: String)] = []
        if coupon.value == 0, !coupon.hasFreeShipping {
            wrong.append(("value", "must be above 0, or 0 with free_shipping"))
        }
        if coupon.kind != .fixedAmount, coupon.value > Coupon.wholeInBasisPoints {
            wrong.append(("value", "is in basis points: at most 10000, which is 100 %"))
        }
        if let start = coupon.startDate, let end = coupon.endDate, end <= start {
            wrong.append(("end_date", "must be after start_date"))
        }
        guard wrong.isEmpty else { throw Veto(fields: wrong) }
    }
}
