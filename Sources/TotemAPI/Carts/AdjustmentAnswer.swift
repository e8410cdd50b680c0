package import TotemKernel

/// Discounts are negative: what is added to the subtotal.
extension Adjustment: JSONWritable {
    static let schema = Schema.named(
        "Adjustment",
        .object([
            "kind": .text, "label": .text, "source": .text.described("the plugin that it comes from, or core"),
            "rule": .text.orNull.described("its source's own name for why, such as a coupon's code"),
            "amount": Money.schema,
        ])
    )

    package func write(to json: inout JSONWriter) { AdjustmentPart(of: self, amount: amount).write(to: &json) }
}

/// An adjustment, or what of it is one line's.
struct AdjustmentPart: JSONWritable {
    private let adjustment: Adjustment
    private let amount: Money

    init(of adjustment: Adjustment, amount: Money) {
        self.adjustment = adjustment
        self.amount = amount
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", adjustment.kind.rawValue)
            json.member("label", adjustment.label)
            json.member("source", adjustment.source)
            json.member("rule", adjustment.rule)
            json.member("amount", amount)
        }
    }
}

extension [Adjustment] {
    /// What of each is one line's, without those of which it has nothing, and without what its price has already: the
    /// discounts among them add up to the line's discount, the taxes to its tax.
    func parts(ofLine place: Int, _ line: Int64) -> [AdjustmentPart] {
        compactMap { adjustment in
            let share = adjustment.share(ofLine: place, line)
            guard share != 0, adjustment.kind != .price else { return nil }
            return AdjustmentPart(of: adjustment, amount: Money(share, adjustment.amount.currency))
        }
    }
}

extension Schema {
    /// ``AdjustmentPart``s of a line of a cart or an order.
    static let partsOfLine = Schema.list(Adjustment.schema).described(
        "the line's part of each adjustment; those of discounts come to -discount, those of taxes to tax"
    )
}
