public import TotemStore

/// Where an order is in its life. What was paid and what was shipped are states of their own: ``OrderPaymentStatus`` and
/// ``FulfilmentStatus``. The edges are all here; hooks can veto one and never add one.
public enum OrderStatus: String, Sendable, Codable, CaseIterable, SQLCodable {
    /// It holds its stock, and waits for its payment until a time.
    case pending
    case open
    case completed
    case cancelled

    /// The states that may come next.
    public var next: [OrderStatus] {
        switch self {
        case .pending: [.open, .cancelled]
        case .open: [.completed, .cancelled]
        case .completed, .cancelled: []
        }
    }
}

/// Where an order came from.
public enum OrderSource: String, Sendable, Codable, CaseIterable, SQLCodable {
    case storefront
    case staff
    case plugin
    case `import`
}

/// One of the three states that an order has, on its way to the next.
public enum OrderEdge: Sendable, Hashable {
    case status(OrderStatus)
    case payment(OrderPaymentStatus)
    case fulfilment(FulfilmentStatus)

    /// Which of the three, as the history and hooks name it.
    public var kind: OrderStateKind {
        switch self {
        case .status: .status
        case .payment: .payment
        case .fulfilment: .fulfilment
        }
    }

    /// The state that comes, as text.
    public var to: String {
        switch self {
        case .status(let state): state.rawValue
        case .payment(let state): state.rawValue
        case .fulfilment(let state): state.rawValue
        }
    }
}

/// Which of an order's three states.
public enum OrderStateKind: String, Sendable, Codable, CaseIterable, SQLCodable {
    case status
    case payment
    case fulfilment
}

extension Order {
    /// The state of a kind as it is now, as text.
    public func state(of kind: OrderStateKind) -> String {
        switch kind {
        case .status: status.rawValue
        case .payment: paymentStatus.rawValue
        case .fulfilment: fulfilmentStatus.rawValue
        }
    }

    /// The states that the table of `kind` lets come next, as text.
    public func next(of kind: OrderStateKind) -> [String] {
        switch kind {
        case .status: status.next.map(\.rawValue)
        case .payment: paymentStatus.next.map(\.rawValue)
        case .fulfilment: fulfilmentStatus.next.map(\.rawValue)
        }
    }
}
