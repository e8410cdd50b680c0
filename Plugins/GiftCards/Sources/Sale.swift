import TotemPluginKit

/// The cards that orders sell: made when an order is paid, withdrawn when its units are given back. Each function looks at how
/// things are, and does what is missing, so it may be told of the same thing as often as it likes.
enum Sale {
    /// Cards that are made in one transaction.
    private static let largestBatch: Int64 = 100

    /// Lets the cards follow from the order as it is.
    /// - Returns: false when more is to be done, in another transaction.
    static func settle(_ order: Int64, _ call: Call) throws -> Bool {
        guard let order = try SoldOrder.held(order, call) else { return true }
        var room = largestBatch
        var isChanged = false
        var isDone = true
        for line in order.lines {
            let wanted = order.wanted(line)
            if line.live > wanted {
                try withdraw(line.live - wanted, of: line, of: order, call)
                isChanged = true
            } else if order.isPaid, line.issued < wanted {
                let count = min(wanted - line.issued, room)
                try issue(count, of: line, of: order, call)
                room -= count
                isChanged = isChanged || count > 0
                isDone = isDone && line.issued + count == wanted
            } else if order.isCaptured, line.issued < wanted {
                call.log(
                    .warning,
                    "the order \(order.number) is paid, but an amount was given back before its gift cards were made: no more are"
                )
            }
        }
        if isChanged { try call.touch("order", order.id) }
        return isDone
    }

    /// Withdraws every card of an order that is being cancelled.
    /// - Parameter isFact: whether that can't be refused any more; then what was spent stays spent.
    /// - Throws: ``Veto`` when one was spent.
    static func undo(_ order: Int64, isFact: Bool, _ call: Call) throws {
        guard let order = try SoldOrder.held(order, call) else { return }
        for line in order.lines where line.live > 0 {
            guard isFact || line.unspent == line.live else { throw spent("cancelled") }
            try withdraw(line.live, of: line, of: order, call)
        }
    }

    /// Switches off as many cards as a refund takes: until it is written nobody spends them, and that takes days where the payment's
    /// provider takes its time. When it is declined they stay so, and staff switch them on again.
    /// - Throws: ``Veto`` when units are to be given back whose cards were spent.
    static func prepare(_ refund: Refund, _ call: Call) throws {
        guard !refund.lines.isEmpty, let order = try SoldOrder.held(refund.order.id, call) else { return }
        for line in order.lines {
            guard let units = refund.lines.first(where: { $0.line == line.id })?.quantity else { continue }
            let withoutCard = line.quantity - line.refunded - line.live
            let count = units - withoutCard
            guard count <= line.unspent else { throw spent("given back") }
            guard count > 0 else { continue }
            let ids = try chosen(count, of: line, call)
            try call.execute("UPDATE gift_cards SET is_active = 0 WHERE id IN (\(list: ids))")
        }
    }

    /// The last units of a line are those that cards are made of, as the first ones are given back first.
    private static func issue(_ count: Int64, of line: SoldLine, of order: SoldOrder, _ call: Call) throws {
        let recipient = Recipient.kept(line.properties)
        let first = line.quantity - order.wanted(line) + line.issued + 1
        for unit in first..<first + count {
            let new = NewGiftCard(
                currency: order.currency,
                value: line.value(of: unit),
                expiresAt: call.expiryOfNewCards,
                order: order.id,
                line: line.id,
                unit: unit,
                userID: order.userID,
                recipient: recipient,
                cause: Movement.Cause(order: order.id, reason: "Sold with the order \(order.number)")
            )
            _ = try GiftCardStore.insert(new, call)
        }
    }

    /// The cards of units that are given back: those go first that nothing was paid with, of them those that are switched off, as
    /// a refund has done that is written now, and of these those that nobody has the code of.
    private static func chosen(_ count: Int64, of line: SoldLine, _ call: Call) throws -> [Int64] {
        try call.query(
            """
            SELECT id FROM gift_cards WHERE order_item_id = \(line.id) AND withdrawn_at IS NULL
            ORDER BY CASE WHEN \(SoldOrder.isUnspent) THEN 0 ELSE 1 END, is_active,
              CASE WHEN code_hash IS NULL THEN 0 ELSE 1 END, id LIMIT \(count)
            """
        ) { $0.integer(0) }.sorted()
    }

    private static func withdraw(_ count: Int64, of line: SoldLine, of order: SoldOrder, _ call: Call) throws {
        for id in try chosen(count, of: line, call) {
            guard let card = try GiftCardStore.held(id, call) else { continue }
            if card.balance < card.value {
                call.log(
                    .warning,
                    "the gift card \(id) was spent in part when its sale was undone; what is left was taken"
                )
            }
            let cause = Movement.Cause(
                order: order.id,
                reason: "The order \(order.number) or this line of it was given back"
            )
            try Ledger.empty(card, as: .withdraw, cause, call)
            try call.execute("UPDATE gift_cards SET is_active = 0, withdrawn_at = $2 WHERE id = $1", id, call.now)
        }
    }

    private static func spent(_ what: String) -> Veto {
        Veto(
            "gift-card-spent",
            "A gift card that this order has sold was spent, so that can't be \(what). Refund an amount instead, if you will.",
            status: 409
        )
    }
}
