internal import CTotem
internal import TotemKernel

/// What `cart.discounts` has taken off so far. The sums are the host's own: those in the structs are for plugins to read.
final class DiscountEffects: HookEffects {
    let cart: Cart
    private(set) var adjustments: [Adjustment] = []
    private let raw: UnsafePointer<totem_cart>
    private let lines: [UnsafePointer<totem_line>]
    private let payloads: Payloads
    private var sheet: PriceSheet
    /// As they were when the plugin's turn began.
    private var sheetOfTurn: PriceSheet
    private var firstOfTurn = 0

    init(
        _ cart: Cart,
        _ raw: UnsafePointer<totem_cart>,
        _ lines: [UnsafePointer<totem_line>],
        _ payloads: Payloads
    ) throws {
        self.cart = cart
        self.raw = raw
        self.lines = lines
        self.payloads = payloads
        sheet = try PriceSheet(of: cart)
        sheetOfTurn = sheet
    }

    var countOfTurn: Int { adjustments.count - firstOfTurn }

    /// What can still be taken off a line, or off the whole cart.
    func left(ofLine index: Int?) -> Int64 { sheet.left(ofLine: index) }

    /// Takes a discount off a line, or off all lines in proportion to what is left of each.
    func add(_ discount: Adjustment, toLine index: Int?) {
        adjustments.append(discount)
        _ = sheet.take(-discount.amount.amount, offLine: index)
        show()
    }

    /// Keeps the turn's adjustments with the time that the hook took, or drops them when it failed.
    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        guard countOfTurn != 0 else { return true }
        if turn.ran {
            let nanoseconds = Ticks.nanoseconds(turn.ticks)
            for index in firstOfTurn..<adjustments.count { adjustments[index].nanoseconds = nanoseconds }
        } else {
            adjustments.removeSubrange(firstOfTurn...)
            sheet = sheetOfTurn
            show()
        }
        firstOfTurn = adjustments.count
        sheetOfTurn = sheet
        return true
    }

    private func show() {
        let discount = sheet.discount
        let total = cart.totals.total.amount - discount
        payloads.edit(raw) {
            $0.discount = discount
            $0.total = total
        }
        for (line, part) in zip(lines, sheet.lines) { payloads.edit(line) { $0.discount = part.discount } }
    }
}

extension CallFrame {
    private static let largestDiscountCount = 64
    private static let labelRule = TextRule(1...200)

    func addDiscount(_ pointer: UnsafePointer<totem_discount>?) -> totem_status {
        guard let discounts = effects(.addDiscount, DiscountEffects.self) else { return HostTable.misuse }
        guard let discount = totem_discount.read(pointer) else {
            return refuse(TOTEM_INVALID, "a discount needs its size: {.size = sizeof(totem_discount), …}")
        }
        guard let label = discount.label.string(atMost: 200) else {
            return refuse(TOTEM_INVALID, "a label is 1 to 200 bytes of UTF-8")
        }
        if let objection = Self.labelRule.objection(to: label) { return refuse(TOTEM_INVALID, "a label \(objection)") }
        let rule = discount.rule.string(atMost: 100)
        guard rule != nil || discount.rule.ptr == nil else {
            return refuse(TOTEM_INVALID, "a rule is UTF-8 of at most 100 bytes")
        }
        guard discount.amount > 0 else {
            return refuse(TOTEM_INVALID, "a discount must be above 0, not \(discount.amount)")
        }
        guard discounts.countOfTurn < Self.largestDiscountCount else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestDiscountCount) discounts can be added")
        }
        let cart = discounts.cart
        let index = cart.items.firstIndex { $0.id.value == discount.line }
        guard discount.line == 0 || index != nil else {
            return refuse(TOTEM_INVALID, "the cart has no line \(discount.line)")
        }
        let left = discounts.left(ofLine: index)
        guard discount.amount <= left else {
            return refuse(TOTEM_LIMIT, "a discount of \(discount.amount) is more than what is left, \(left)")
        }
        let adjustment = Adjustment(
            kind: .discount,
            source: plugin.name,
            hook: HookPoint.cartDiscounts.rawValue,
            rule: rule,
            label: label,
            itemID: index.map { cart.items[$0].id },
            amount: Money(-discount.amount, cart.currency)
        )
        discounts.add(adjustment, toLine: index)
        return HostTable.ok
    }
}
