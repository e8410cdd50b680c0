/// `checkout.validate`: whether plugins take what a checkout, or somebody of the staff, says.
public struct CheckoutValidate: Hook {
    public typealias Answer = Void

    public let order: OrderDraft
}

/// `order.placing`: the order is priced, nothing of it is written.
public struct OrderPlacing: Hook {
    /// What plugins give the order.
    public struct Answer: Sendable {
        /// To keep with it, by plugin name.
        public let metadata: JSONValue?
        /// One that ``OrderNumber/isFree(_:in:)`` has found free; nil: the shop's next one.
        public let number: String?

        public init(metadata: JSONValue? = nil, number: String? = nil) {
            self.metadata = metadata
            self.number = number
        }
    }

    public static var unheard: Answer { Answer() }

    public let order: OrderDraft
}

/// `order.placed`: every row of the order is written, nothing is committed.
public struct OrderPlaced: Hook {
    public typealias Answer = Void

    public let id: Order.ID
    public let order: OrderDraft
}

/// `order.transition`: an order is about to take a legal edge of one of its three states.
public struct OrderTransition: Hook {
    public typealias Answer = Void

    /// As it is before.
    public let order: Order
    public let edge: OrderEdge
    /// Whether it follows from what has happened already, such as money that has moved: then a veto changes nothing.
    public let isFact: Bool
    /// What the history will say; empty: nothing.
    public let comment: String
    /// Who does it, as events name it.
    public let actor: String
}
