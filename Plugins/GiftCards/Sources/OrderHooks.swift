import TotemPluginKit

/// What becomes of gift cards with orders.
enum OrderHooks {
    /// `order.placed`: cards pay, in the order's own transaction, and it is noted what the order has sold.
    static func placed(_ call: Call, _ event: OrderEvent) throws {
        try SoldOrder.note(event.order.id, call)
        try Payments.take(for: event.order, call)
    }

    /// `order.transition`: a cancelled order gives back what it was paid with at once, as its buyer may want to try again, and
    /// the cards that it has sold are worth nothing.
    static func move(_ call: Call, _ transition: Transition) throws {
        guard transition.which == "status", transition.to == "cancelled" else { return }
        try Sale.undo(transition.order.id, isFact: transition.isFact, call)
        try Payments.settle(transition.order.id, cancelled: true, call)
    }

    /// `order.committed`, `order.transitioned`: what is paid gets its cards.
    static func changed(_ call: Call, _ events: Events) throws {
        for event in events.events { try settle(event.subjectID, call) }
    }

    /// `payment.changed`, `refund.created`: what went back to a card, and the cards of lines that were given back.
    static func moneyMoved(_ call: Call, _ events: Events) throws {
        for event in events.events {
            try settle(try JSONValue(text: event.data).integer("order"), call)
        }
    }

    private static func settle(_ order: Int64, _ call: Call) throws {
        try Payments.settle(order, call)
        guard try !Sale.settle(order, call) else { return }
        try Jobs.enqueueSettling(of: order, call)
    }
}
