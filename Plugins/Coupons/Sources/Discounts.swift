import TotemPluginKit

/// What a coupon is worth. Amounts are minor units; half of one is rounded up.
enum Discounts {
    /// Takes off a cart what a coupon is worth, as far as other discounts have left something.
    static func take(_ stored: StoredCoupon, of purchase: Purchase, _ call: Call) throws {
        let coupon = stored.coupon
        let (amount, lines) = worth(coupon, purchase)
        if amount > 0 {
            if let lines {
                try call.takeOff(amount, of: lines, label: stored.label, rule: coupon.code)
            } else {
                try call.takeOff(amount, label: stored.label, rule: coupon.code)
            }
        }
        if coupon.hasFreeShipping { try call.takeOffShipping(.max, label: stored.label, rule: coupon.code) }
    }

    /// - Returns: the amount, and what it is spread over; nil: the whole cart.
    private static func worth(_ coupon: Coupon, _ purchase: Purchase) -> (Int64, [Line]?) {
        let most = coupon.maximumDiscount ?? .max
        if coupon.kind == .buyXGetY, let offer = coupon.offer {
            let (amount, lines) = worth(offer, coupon, purchase)
            return (min(amount, most, lines.left), lines)
        }
        let lines = purchase.goods(of: coupon)
        let amount = coupon.kind == .percentage ? percentage(coupon.value, of: lines.total) : coupon.value
        return (min(amount, most, lines.left), coupon.hasGoods ? lines : nil)
    }

    /// What is got are the cheapest units of what can be got, as far as they need not be bought for it.
    private static func worth(_ offer: Offer, _ coupon: Coupon, _ purchase: Purchase) -> (Int64, [Line]) {
        let bought = purchase.goods(of: coupon)
        let gotten = purchase.gotten(by: offer, of: coupon)
        let ids = Set(bought.map(\.id))
        let both = gotten.filter { ids.contains($0.id) }.quantity
        var (units, spare) = unitsGotten(
            offer,
            onlyBought: bought.quantity - both,
            both: both,
            onlyGotten: gotten.quantity - both
        )
        var amount: Int64 = 0
        var lines: [Line] = []
        for line in gotten.sorted(by: { ($0.price, $0.id) < ($1.price, $1.id) }) where line.price > 0 {
            let isBoth = ids.contains(line.id)
            let count = min(line.quantity, units, isBoth ? spare : .max)
            guard count > 0 else { continue }
            units -= count
            if isBoth { spare -= count }
            amount += percentage(coupon.value, of: line.price * count)
            lines.append(line)
        }
        return (amount, lines)
    }

    /// How many units are got, where some can only be bought, some only got, and some are counted for one or the other: the most that
    /// can be had. It grows with the number of times that the offer holds until what can be got runs out.
    /// - Returns: and how many of those that could be either may be among them, as the others are bought.
    private static func unitsGotten(
        _ offer: Offer,
        onlyBought: Int64,
        both: Int64,
        onlyGotten: Int64
    ) -> (units: Int64, ofBoth: Int64) {
        let most = min((onlyBought + both) / offer.buyQuantity, offer.timesPerOrder ?? .max)
        let spare = { (times: Int64) in both - max(times * offer.buyQuantity - onlyBought, 0) }
        var (low, high): (Int64, Int64) = (0, most)
        while low < high {
            let middle = (low + high + 1) / 2
            let isEnough = isWithin(middle, offer.getQuantity, onlyGotten + spare(middle))
            if isEnough { low = middle } else { high = middle - 1 }
        }
        let whole = low * offer.getQuantity
        guard low < most, onlyGotten + spare(low + 1) > whole else { return (whole, spare(low)) }
        return (onlyGotten + spare(low + 1), spare(low + 1))
    }

    private static func isWithin(_ times: Int64, _ quantity: Int64, _ limit: Int64) -> Bool {
        let (product, overflow) = times.multipliedReportingOverflow(by: quantity)
        return !overflow && product <= limit
    }

    /// A part in basis points, exactly.
    static func percentage(_ basisPoints: Int64, of amount: Int64) -> Int64 {
        let (high, low) = amount.multipliedFullWidth(by: basisPoints)
        let (quotient, remainder) = Coupon.wholeInBasisPoints.dividingFullWidth((high, low))
        return remainder * 2 >= Coupon.wholeInBasisPoints ? quotient + 1 : quotient
    }
}
