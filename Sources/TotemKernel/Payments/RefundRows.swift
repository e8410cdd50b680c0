import TotemStore

/// The refunds of orders with their lines and where they were taken from.
enum RefundRows {
    private struct Head {
        let order: Order.ID
        let id: Refund.ID
        let amount: Money
        let shipping: Money
        let reason: String
        let status: Refund.Status
        let createdAt: Timestamp
    }

    private typealias Line = (refund: Refund.ID, line: RefundLine)
    private typealias Part = (refund: Refund.ID, part: RefundPart)

    static func list(
        _ currencies: OrderCurrencies,
        in batch: Batch
    ) throws -> Queued<[OrderParts.Part<Refund>]> {
        try .combining(
            try heads(currencies, in: batch),
            try lines(currencies, in: batch),
            try parts(currencies, in: batch)
        ) { heads, lines, parts in
            refunds(heads, Dictionary(grouping: lines, by: \.refund), Dictionary(grouping: parts, by: \.refund))
        }
    }

    private static func refunds(
        _ heads: [Head],
        _ lines: [Refund.ID: [Line]],
        _ parts: [Refund.ID: [Part]]
    ) -> [OrderParts.Part<Refund>] {
        heads.map { head in
            let refund = Refund(
                id: head.id,
                amount: head.amount,
                shipping: head.shipping,
                lines: (lines[head.id] ?? []).map(\.line),
                parts: (parts[head.id] ?? []).map(\.part),
                reason: head.reason,
                status: head.status,
                createdAt: head.createdAt
            )
            return (head.order, refund)
        }
    }

    private static func heads(_ currencies: OrderCurrencies, in batch: Batch) throws -> Queued<[Head]> {
        try batch.query(
            """
            SELECT order_id, id, amount, shipping_amount, reason, status, created_at FROM refunds
            WHERE order_id = ANY($1) ORDER BY id
            """,
            currencies.orders
        ) { row in
            Head(
                order: try row.get(0),
                id: try row.get(1),
                amount: try currencies.money(row, 2),
                shipping: try currencies.money(row, 3),
                reason: try row.get(4),
                status: try row.get(5),
                createdAt: try row.get(6)
            )
        }
    }

    private static func lines(
        _ currencies: OrderCurrencies,
        in batch: Batch
    ) throws -> Queued<[Line]> {
        try batch.query(
            """
            SELECT refunds.order_id, refund_lines.refund_id, refund_lines.order_item_id, refund_lines.quantity,
              refund_lines.amount, refund_lines.tax_amount, refund_lines.restock, refund_lines.unshipped_quantity
            FROM refunds JOIN refund_lines ON refund_lines.refund_id = refunds.id
            WHERE refunds.order_id = ANY($1) ORDER BY refund_lines.id
            """,
            currencies.orders
        ) { row in
            let line = RefundLine(
                itemID: try row.get(2),
                quantity: try row.get(3),
                amount: try currencies.money(row, 4),
                tax: try currencies.money(row, 5),
                restock: try row.get(6),
                unshipped: try row.get(7)
            )
            return (try row.get(1), line)
        }
    }

    private static func parts(
        _ currencies: OrderCurrencies,
        in batch: Batch
    ) throws -> Queued<[Part]> {
        try batch.query(
            """
            SELECT refunds.order_id, refund_payments.refund_id, refund_payments.payment_id, refund_payments.amount
            FROM refunds JOIN refund_payments ON refund_payments.refund_id = refunds.id
            WHERE refunds.order_id = ANY($1) ORDER BY refund_payments.id
            """,
            currencies.orders
        ) { row in
            (try row.get(1), RefundPart(paymentID: try row.get(2), amount: try currencies.money(row, 3)))
        }
    }
}
