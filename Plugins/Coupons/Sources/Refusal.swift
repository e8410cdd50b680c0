import TotemPluginKit

/// Why a coupon takes nothing off.
enum Refusal: Equatable {
    case inactive
    case notStarted
    case expired
    case usedUp
    case automatic
    /// Each coupon counts once.
    case entered
    case minimumPurchase
    case minimumQuantity
    case noGoods
    case notFirstOrder
    case usedByCustomer
    case notInSegment
    case forCustomersOnly
    case segmentsOff
    /// It can't be combined with this one.
    case exclusive(String)

    private var code: String {
        switch self {
        case .inactive: "coupon-inactive"
        case .notStarted: "coupon-not-started"
        case .expired: "coupon-expired"
        case .usedUp: "coupon-used-up"
        case .automatic: "coupon-automatic"
        case .entered: "coupon-entered"
        case .minimumPurchase: "coupon-minimum"
        case .minimumQuantity: "coupon-minimum-quantity"
        case .noGoods: "coupon-no-goods"
        case .notFirstOrder: "coupon-not-first-order"
        case .usedByCustomer: "coupon-customer-limit"
        case .notInSegment: "coupon-not-in-segment"
        case .forCustomersOnly: "coupon-for-customers"
        case .segmentsOff: "coupon-segments-off"
        case .exclusive: "coupon-exclusive"
        }
    }

    /// What goes on from "The code …".
    private var reason: String {
        switch self {
        case .inactive: "can't be used at the moment."
        case .notStarted: "can't be used yet."
        case .expired: "has expired."
        case .usedUp: "has been used as often as it can be."
        case .automatic: "need not be entered: it is taken off by itself."
        case .entered: "is of a coupon that is in this cart already."
        case .minimumPurchase: "needs a larger purchase."
        case .minimumQuantity: "needs more of what it applies to."
        case .noGoods: "applies to nothing in this cart."
        case .notFirstOrder: "is for a first order."
        case .usedByCustomer: "has been used by you as often as it can be."
        case .notInSegment: "is for other customers."
        case .forCustomersOnly: "is for certain customers: log in first."
        case .segmentsOff: "is for certain customers, and this shop can't tell who they are at the moment."
        case .exclusive(let other): "can't be combined with \(other)."
        }
    }

    /// Whether it is the cart that stands in the way.
    private var isConflict: Bool {
        switch self {
        case .entered, .exclusive: true
        default: false
        }
    }

    fileprivate func veto(_ code: String) -> Veto {
        Veto(self.code, "The code \(code) \(reason)", status: isConflict ? 409 : 422)
    }
}

extension StoredCoupon {
    /// What its buyer is told, by what they have entered.
    func refusal(_ refusal: Refusal) -> Veto { refusal.veto(singleUse == nil ? coupon.code : key) }
}
