public import TotemStore

/// What was shipped of an order. Nobody sets it: it follows from the order's fulfilments.
public enum FulfilmentStatus: String, Sendable, Codable, CaseIterable, SQLCodable {
    case unfulfilled
    case partiallyFulfilled = "partially_fulfilled"
    case fulfilled
    case delivered

    /// The states that fulfilments can lead to from here.
    public var next: [FulfilmentStatus] {
        switch self {
        case .unfulfilled: [.partiallyFulfilled, .fulfilled, .delivered]
        case .partiallyFulfilled: [.unfulfilled, .fulfilled, .delivered]
        case .fulfilled: [.unfulfilled, .partiallyFulfilled, .delivered]
        case .delivered: []
        }
    }

    /// What follows from the lines of an order.
    public static func of(_ lines: [LineFulfilment]) -> FulfilmentStatus {
        let shipping = lines.filter(\.ships)
        guard shipping.contains(where: { $0.shipped > 0 }) else { return .unfulfilled }
        guard shipping.allSatisfy({ $0.shipped >= $0.wanted }) else { return .partiallyFulfilled }
        return shipping.allSatisfy { $0.delivered == $0.shipped } ? .delivered : .fulfilled
    }
}

/// How many units of one line of an order went where.
public struct LineFulfilment: Sendable, Hashable {
    /// Whether it is a thing that ships.
    public let ships: Bool
    public let quantity: Int64
    /// Units in fulfilments that are not shipped yet.
    public private(set) var planned: Int64
    /// Units that left, delivered ones among them.
    public private(set) var shipped: Int64
    public private(set) var delivered: Int64
    /// Units that were refunded, whether they had been shipped or not.
    public private(set) var refunded: Int64
    /// Those of them that had not been shipped then.
    public private(set) var refundedUnshipped: Int64

    /// Units that are to be shipped in all. A unit that was refunded is not sent any more; it is not sent again either, when
    /// its parcel was cancelled after its refund.
    public var wanted: Int64 {
        let refundedShipped = refunded - refundedUnshipped
        return quantity - refundedUnshipped - max(0, refundedShipped - shipped)
    }

    /// Units that another fulfilment may have.
    public var left: Int64 { ships ? max(0, wanted - shipped - planned) : 0 }

    /// Units that were neither shipped nor refunded: a refund takes them before those that were shipped.
    public var unshipped: Int64 { max(0, wanted - shipped) }

    func adding(_ units: Int64, in state: Fulfilment.State) -> LineFulfilment {
        var sum = self
        switch state {
        case .pending: sum.planned += units
        case .shipped: sum.shipped += units
        case .delivered:
            sum.shipped += units
            sum.delivered += units
        case .cancelled: break
        }
        return sum
    }

    func refunding(_ units: Int64, unshipped: Int64) -> LineFulfilment {
        var sum = self
        sum.refunded += units
        sum.refundedUnshipped += unshipped
        return sum
    }
}

extension Order {
    /// How many units of each line went where, in the order of the lines.
    public var lineFulfilments: [LineFulfilment] {
        items.map { item in
            func units(in states: Set<Fulfilment.State>) -> Int64 {
                fulfilments.filter { states.contains($0.state) }.flatMap(\.items).filter { $0.itemID == item.id }
                    .reduce(0) { $0 + $1.quantity.value }
            }
            let refunds = self.refunds.flatMap(\.lines).filter { $0.itemID == item.id }
            return LineFulfilment(
                ships: item.ships,
                quantity: item.quantity.value,
                planned: units(in: [.pending]),
                shipped: units(in: [.shipped, .delivered]),
                delivered: units(in: [.delivered]),
                refunded: refunds.reduce(0) { $0 + $1.quantity.value },
                refundedUnshipped: refunds.reduce(0) { $0 + $1.unshipped }
            )
        }
    }
}
