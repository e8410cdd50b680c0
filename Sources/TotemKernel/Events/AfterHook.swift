public import TotemStore

/// A hook by which plugins hear of what has happened, after its commit. `totem_plugin.h` describes each by its name.
public enum AfterHook: String, Sendable, CaseIterable {
    case orderCommitted = "order.committed"
    case orderTransitioned = "order.transitioned"
    case productSaved = "product.saved"
    case stockChanged = "stock.changed"
    case fulfilmentCreated = "fulfilment.created"
    case refundCreated = "refund.created"
    case paymentChanged = "payment.changed"
    case customerChanged = "customer.changed"
    case cartUpdated = "cart.updated"

    /// What is told by it.
    public var events: Set<EventType> {
        switch self {
        case .orderCommitted: [.orderCommitted]
        case .orderTransitioned: [.orderTransitioned]
        case .productSaved: [.productSaved, .productDeleted]
        case .stockChanged: [.stockChanged, .stockReturned, .orderCommitted]
        case .fulfilmentCreated: [.fulfilmentCreated]
        case .refundCreated: [.refundCreated]
        case .paymentChanged: [.paymentChanged, .paymentLate]
        case .customerChanged: [.customerChanged, .customerErased]
        case .cartUpdated: [.cartUpdated]
        }
    }

    /// Whether it tells this one.
    public func tells(_ event: Event) -> Bool {
        guard let type = EventType(rawValue: event.type), events.contains(type) else { return false }
        // An order of what is not managed in stock takes none.
        return self != .stockChanged || type != .orderCommitted || event.data.contains("\"products\"")
    }

}

/// Events of one kind that follow each other in the feed, for one hook.
public struct ToldEvents: Sendable {
    public let hook: AfterHook
    public let events: [Event]
    private let orders: [Order.ID: Order]

    /// The order that an event is about, as it is now; nil where events of this kind are not told with one.
    public func order(of event: Event) -> Order? { hook.order(of: event).flatMap { orders[$0] } }

    fileprivate init(_ hook: AfterHook, _ events: [Event], _ orders: [Order.ID: Order]) {
        self.hook = hook
        self.events = events
        self.orders = orders
    }
}

extension AfterHook {
    /// What to tell a plugin that has these hooks, in the order of the feed: events of one type that follow each other go
    /// together.
    public static func telling(_ events: [Event], by hooks: Set<AfterHook>, in tx: Transaction) throws -> [ToldEvents] {
        var told: [ToldEvents] = []
        var rest = events[...]
        while let type = rest.first?.type {
            let run = rest.prefix { $0.type == type }
            rest = rest.dropFirst(run.count)
            for hook in allCases where hooks.contains(hook) {
                let heard = run.filter { hook.tells($0) }
                guard !heard.isEmpty else { continue }
                told.append(ToldEvents(hook, heard, try hook.orders(of: heard, in: tx)))
            }
        }
        return told
    }

    /// Of events that are told with the order that they are about.
    fileprivate func order(of event: Event) -> Order.ID? {
        switch self {
        case .orderCommitted, .orderTransitioned: Order.ID(event.subjectID)
        case .fulfilmentCreated, .refundCreated, .paymentChanged: event.order
        default: nil
        }
    }

    private func orders(of events: [Event], in tx: Transaction) throws -> [Order.ID: Order] {
        var seen: Set<Order.ID> = []
        let ids = events.compactMap { order(of: $0) }.filter { seen.insert($0).inserted }
        guard !ids.isEmpty else { return [:] }
        let orders = try OrderStore.get(ids, in: tx)
        return Dictionary(orders.map { ($0.id, $0) }) { one, _ in one }
    }
}
