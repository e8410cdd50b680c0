import TotemPluginKit

/// When a coupon may be used, and how those of one cart go together.
struct CouponRules {
    let purchase: Purchase
    let customer: Customer
    let call: Call

    /// A coupon of a cart, with what keeps it from taking something off.
    struct Verdict {
        let coupon: StoredCoupon
        var refusal: Refusal?

        /// The order in which coupons take something off.
        /// - Parameter place: among the codes, or among those that come by themselves.
        fileprivate func rank(at place: Int) -> (Int64, Int, Int) {
            (coupon.coupon.priority, coupon.isEnteredByCode ? 1 : 0, place)
        }
    }

    /// At most so many come by themselves; each may take something off lines and off shipping, and an answer has 64 amounts.
    static let largestAutomaticCount = 10

    /// All coupons of a cart in the order in which they take something off: by their priority; of equal ones those that come by
    /// themselves first, by their ids, then those whose codes were entered, as they were entered.
    /// - Parameter codes: as they were entered.
    static func judge(_ codes: [String], of cart: Cart, _ call: Call) throws -> [Verdict] {
        let found = try CouponStore.find(keys: codes.map(Coupon.key), call)
        guard !found.isEmpty else { return [] }
        var seen: Set<String> = []
        let keys = codes.map(Coupon.key).filter { seen.insert($0).inserted }
        let entered = keys.compactMap { key in found.first { $0.key == key && $0.isEnteredByCode } }
        let automatic = found.filter { $0.coupon.activation == .automatic && $0.coupon.isActive }
            .sorted { ($0.coupon.priority, $0.id) < ($1.coupon.priority, $1.id) }.prefix(largestAutomaticCount)
        let rules = CouponRules(
            purchase: try Purchase(cart, for: entered + automatic, call),
            customer: Customer(userID: cart.userID, email: cart.email),
            call: call
        )
        let verdicts = try (entered + automatic).map { Verdict(coupon: $0, refusal: try rules.refusal(of: $0)) }
        let ranked = combined(verdicts).enumerated().map { (verdict: $1, rank: $1.rank(at: $0)) }
        return ranked.sorted { $0.rank < $1.rank }.map(\.verdict)
    }

    /// An exclusive coupon takes something off alone. Who has entered a code wants that one: codes go before what comes by itself, and
    /// an earlier code before a later one, which is refused, whatever their priorities.
    /// - Parameter verdicts: the codes as they were entered, then what comes by itself, by its priority.
    private static func combined(_ verdicts: [Verdict]) -> [Verdict] {
        var verdicts = verdicts
        var ids: Set<Int64> = []
        var taken: (label: String, isExclusive: Bool)?
        for index in verdicts.indices where verdicts[index].refusal == nil {
            let coupon = verdicts[index].coupon
            if !ids.insert(coupon.id).inserted {
                verdicts[index].refusal = .entered
            } else if let taken, taken.isExclusive || coupon.coupon.isExclusive {
                verdicts[index].refusal = .exclusive(taken.label)
            } else {
                taken = (coupon.label, coupon.coupon.isExclusive)
            }
        }
        return verdicts
    }

    /// Why one can't be used, looked at alone. What is cheap to know is asked first.
    private func refusal(of stored: StoredCoupon) throws -> Refusal? {
        let coupon = stored.coupon
        guard coupon.isActive else { return .inactive }
        if let start = coupon.startDate, call.now < start { return .notStarted }
        if let end = coupon.endDate, call.now >= end { return .expired }
        if stored.isUsedUp { return .usedUp }
        if let minimum = coupon.minimumPurchase, purchase.cart.subtotal < minimum { return .minimumPurchase }
        if coupon.hasGoods || coupon.minimumQuantity != nil {
            let goods = purchase.goods(of: coupon)
            if coupon.hasGoods, goods.isEmpty { return .noGoods }
            if let minimum = coupon.minimumQuantity, goods.quantity < minimum { return .minimumQuantity }
        }
        return try refusalOfSegments(coupon) ?? refusalOfHistory(stored)
    }

    private func refusalOfSegments(_ coupon: Coupon) throws -> Refusal? {
        guard coupon.hasSegments else { return nil }
        do {
            guard let user = customer.userID else { return coupon.segments.isEmpty ? nil : .forCustomersOnly }
            let isIn = { segment in try Segments.contain(user, segment, call) }
            if try coupon.excludedSegments.contains(where: isIn) { return .notInSegment }
            return try coupon.segments.isEmpty || coupon.segments.contains(where: isIn) ? nil : .notInSegment
        } catch let error as HostError where error.isNotFound {
            return .segmentsOff
        }
    }

    /// Of a guest who has not said an e-mail nothing is known before checkout, where everybody has.
    private func refusalOfHistory(_ stored: StoredCoupon) throws -> Refusal? {
        guard let limit = stored.coupon.limitOfCustomer, customer.isKnown else { return nil }
        if stored.coupon.isFirstOrderOnly, try CustomerUses.hasOrdered(customer, call) { return .notFirstOrder }
        return try CustomerUses.count(of: stored.id, by: customer, call) < limit ? nil : .usedByCustomer
    }
}

extension StoredCoupon {
    /// Whether it is in a cart because its buyer has entered a code.
    var isEnteredByCode: Bool { coupon.activation == .code || singleUse != nil }
}

/// The plugin Segments, which may be there or not.
enum Segments {
    /// Whether a customer belongs to a segment; to one that there is not belongs nobody.
    /// - Throws: ``HostError`` with ``HostError/isNotFound`` while that plugin is off.
    static func contain(_ user: Int64, _ segment: Int64, _ call: Call) throws -> Bool {
        do {
            return try call.invoke("segments.contains", user, segment)
        } catch let error as HostError where error.isVeto {
            return false
        }
    }

    /// Whether there is a segment. While that plugin is off nobody knows, and it may be.
    static func isThere(_ segment: Int64, _ call: Call) throws -> Bool {
        do {
            let _: Bool = try call.invoke("segments.contains", Int64(0), segment)
            return true
        } catch let error as HostError where error.isVeto {
            return false
        } catch let error as HostError where error.isNotFound {
            return true
        }
    }
}
