/// What orders would have cost with a plugin as it is now, beside what they did.
public struct ShadowReport: Sendable {
    /// The newest first.
    public let orders: [ShadowedOrder]

    package init(orders: [ShadowedOrder]) {
        self.orders = orders
    }
}

/// One order that was placed, and what it would come to.
public struct ShadowedOrder: Sendable {
    public let id: Order.ID
    public let number: String
    public let old: Totals
    /// Nil when it could not be priced; ``problem`` says why.
    public let new: Totals?
    /// The amounts that differ, in the order in which totals are made.
    public let changes: [ShadowedAmount]
    public let problem: String?

    public var isChanged: Bool { new.map { $0 != old } ?? false || !changes.isEmpty }
}

/// An amount of a total, by where it comes from, that is another one: 0 where it was not, or would not be.
public struct ShadowedAmount: Sendable {
    public let kind: Adjustment.Kind
    public let source: String
    public let rule: String?
    public let label: String
    /// Of the line that it is for; nil: the whole order.
    public let sku: String?
    public let old: Money
    public let new: Money
}

extension ShadowedOrder {
    init(_ order: Order, pricedAs cart: Cart) {
        id = order.id
        number = order.number
        old = order.totals
        new = cart.totals
        changes = Self.changes(of: order, cart.adjustments)
        problem = nil
    }

    init(_ order: Order, problem: String) {
        id = order.id
        number = order.number
        old = order.totals
        new = nil
        changes = []
        self.problem = problem
    }

    /// Amounts of one source, rule and label are one.
    private struct Key: Hashable {
        let kind: Adjustment.Kind
        let source: String
        let rule: String?
        let label: String
        let item: Int64?

        init(_ adjustment: Adjustment) {
            kind = adjustment.kind
            source = adjustment.source
            rule = adjustment.rule
            label = adjustment.label
            item = adjustment.itemID?.value
        }
    }

    private static func changes(of order: Order, _ new: [Adjustment]) -> [ShadowedAmount] {
        var places: [Key: Int] = [:]
        var sums: [(key: Key, old: Int64, new: Int64)] = []
        func place(_ adjustment: Adjustment) -> Int {
            let key = Key(adjustment)
            if let place = places[key] { return place }
            places[key] = sums.count
            sums.append((key, 0, 0))
            return sums.count - 1
        }
        for adjustment in order.adjustments { sums[place(adjustment)].old += adjustment.amount.amount }
        for adjustment in new { sums[place(adjustment)].new += adjustment.amount.amount }
        return sums.filter { $0.old != $0.new }.map { sum in
            ShadowedAmount(
                kind: sum.key.kind,
                source: sum.key.source,
                rule: sum.key.rule,
                label: sum.key.label,
                sku: sum.key.item.flatMap { id in order.items.first { $0.id.value == id }?.sku },
                old: Money(sum.old, order.currency),
                new: Money(sum.new, order.currency)
            )
        }
    }
}
