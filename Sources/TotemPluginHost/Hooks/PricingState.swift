internal import CTotem
internal import TotemKernel

/// What `cart.discounts` has taken off so far. The sums are the host's own: those in the structs are for plugins to
/// read, and a plugin that writes into them changes no money.
struct PricingState {
    let cart: Cart
    private let raw: UnsafeMutablePointer<totem_cart>
    private let lines: [UnsafeMutablePointer<totem_line>]
    private(set) var adjustments: [Adjustment] = []
    private var sheet: PriceSheet
    /// As they were when the plugin's turn began.
    private var sheetOfTurn: PriceSheet
    private var firstOfTurn = 0

    init(
        _ cart: Cart,
        _ raw: UnsafeMutablePointer<totem_cart>,
        _ lines: [UnsafeMutablePointer<totem_line>]
    ) throws {
        self.cart = cart
        self.raw = raw
        self.lines = lines
        sheet = try PriceSheet(of: cart)
        sheetOfTurn = sheet
    }

    var countOfTurn: Int { adjustments.count - firstOfTurn }

    /// What can still be taken off a line, or off the whole cart.
    func left(ofLine index: Int?) -> Int64 { sheet.left(ofLine: index) }

    /// Takes a discount off a line, or off all lines in proportion to what is left of each.
    mutating func add(_ discount: Adjustment, toLine index: Int?) {
        adjustments.append(discount)
        _ = sheet.take(-discount.amount.amount, offLine: index)
        show()
    }

    /// Keeps the turn's adjustments with the time that the hook took, or drops them when it failed.
    mutating func endTurn(keep: Bool, nanoseconds: Int64) {
        if keep {
            for index in firstOfTurn..<adjustments.count { adjustments[index].nanoseconds = nanoseconds }
        } else {
            adjustments.removeSubrange(firstOfTurn...)
            sheet = sheetOfTurn
            show()
        }
        firstOfTurn = adjustments.count
        sheetOfTurn = sheet
    }

    private func show() {
        let discount = sheet.discount
        raw.pointee.discount = discount
        raw.pointee.total = cart.totals.total.amount - discount
        for (line, part) in zip(lines, sheet.lines) { line.pointee.discount = part.discount }
    }
}
