import TotemPluginKit

/// A coupon, and the rules of when it may be used and what it is worth.
struct Coupon {
    enum Kind: String {
        case percentage
        case fixedAmount = "fixed_amount"
    }

    /// 100 % in basis points.
    static let wholeInBasisPoints: Int64 = 10_000

    var code: String
    var kind: Kind
    /// Basis points of the subtotal, or minor units of the store's currency.
    var value: Int64
    /// Minor units; nil: none.
    var minimumPurchase: Int64?
    /// Orders; nil: no limit.
    var usageLimit: Int64?
    var startDate: Int64?
    /// The first millisecond at which it can't be used any more.
    var endDate: Int64?
    var isActive: Bool

    /// What the code is found by.
    static func key(_ code: String) -> String { code.uppercased() }

    /// Why it can't be used for a purchase now; nil when it can. Whether it is used up is decided by the store alone.
    func refusal(subtotal: Int64, at now: Int64) -> Veto? {
        guard isActive else { return Veto("coupon-inactive", "The code \(code) can't be used at the moment.") }
        if let startDate, now < startDate {
            return Veto("coupon-not-started", "The code \(code) can't be used yet.")
        }
        if let endDate, now >= endDate { return Veto("coupon-expired", "The code \(code) has expired.") }
        if let minimumPurchase, subtotal < minimumPurchase {
            return Veto("coupon-minimum", "The code \(code) needs a larger purchase.")
        }
        return nil
    }

    /// What it takes off, in minor units: a percentage of what takes discounts rounded half up, or the fixed amount, and never
    /// more than what other discounts have left.
    func discount(subtotal: Int64, left: Int64) -> Int64 {
        switch kind {
        case .fixedAmount:
            return min(value, left)
        case .percentage:
            let (high, low) = subtotal.multipliedFullWidth(by: value)
            let (quotient, remainder) = Self.wholeInBasisPoints.dividingFullWidth((high, low))
            return min(remainder * 2 >= Self.wholeInBasisPoints ? quotient + 1 : quotient, left)
        }
    }
}
