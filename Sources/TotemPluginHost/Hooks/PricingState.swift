internal import CTotem
internal import TotemKernel

/// What `cart.discounts` has taken off so far. The sums are the host's own: those in the structs are for plugins to
/// read, and a plugin that writes into them changes no money.
struct PricingState {
    let cart: Cart
    private let raw: UnsafeMutablePointer<totem_cart>
    private let lines: [UnsafeMutablePointer<totem_line>]
    private(set) var adjustments: [Adjustment] = []
    private var discount: Int64 = 0
    private var lineDiscounts: [Int64]
    /// How many adjustments were there when the plugin's turn began.
    private(set) var firstOfTurn = 0

    init(_ cart: Cart, _ raw: UnsafeMutablePointer<totem_cart>, _ lines: [UnsafeMutablePointer<totem_line>]) {
        self.cart = cart
        self.raw = raw
        self.lines = lines
        lineDiscounts = Array(repeating: 0, count: lines.count)
    }

    var countOfTurn: Int { adjustments.count - firstOfTurn }

    /// What can still be taken off a line, or off the whole cart.
    func left(ofLine index: Int?) -> Int64 {
        let left = cart.totals.subtotal.amount - discount
        guard let index else { return left }
        return min(left, cart.items[index].total.amount - lineDiscounts[index])
    }

    mutating func add(_ adjustment: Adjustment, toLine index: Int?) {
        adjustments.append(adjustment)
        change(by: -adjustment.amount.amount, line: index)
    }

    /// Keeps the turn's adjustments with the time that the hook took, or drops them when it failed.
    mutating func endTurn(keep: Bool, nanoseconds: Int64) {
        defer { firstOfTurn = adjustments.count }
        guard keep else {
            for adjustment in adjustments[firstOfTurn...] {
                change(by: adjustment.amount.amount, line: cart.items.firstIndex { $0.id == adjustment.itemID })
            }
            return adjustments.removeSubrange(firstOfTurn...)
        }
        for index in firstOfTurn..<adjustments.count { adjustments[index] = adjustments[index].taking(nanoseconds) }
    }

    private mutating func change(by amount: Int64, line index: Int?) {
        discount += amount
        raw.pointee.discount = discount
        raw.pointee.total = cart.totals.total.amount - discount
        guard let index else { return }
        lineDiscounts[index] += amount
        lines[index].pointee.discount = lineDiscounts[index]
    }
}

extension Adjustment {
    fileprivate func taking(_ nanoseconds: Int64) -> Adjustment {
        Adjustment(
            kind: kind,
            source: source,
            hook: hook,
            rule: rule,
            label: label,
            itemID: itemID,
            amount: amount,
            nanoseconds: nanoseconds
        )
    }
}
