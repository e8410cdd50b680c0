package import TotemKernel

/// An order as clients see it. Notes, and who holds it, are for staff. The price trace, for who asks, names the source of every
/// amount of the total.
package struct OrderAnswer: JSONWritable, Sendable {
    static let schema = Schema.named(
        "Order",
        .object(
            Totals.schemas.merging([
                "id": .id, "number": .text, "status": .choice(OrderStatus.self),
                "payment_status": .choice(OrderPaymentStatus.self),
                "fulfilment_status": .choice(FulfilmentStatus.self), "source": .choice(OrderSource.self),
                "email": Schema.email.orNull, "user_id": Schema.id.orNull, "locale": .text.orNull, "note": .text.orNull,
                "currency": .text, "items": .list(OrderItem.schema), "shipping_address": Address.schema.orNull,
                "billing_address": Address.schema.orNull, "payments": .list(Payment.schema),
                "fulfilments": .list(Fulfilment.schema), "refunds": .list(Refund.schema),
                "holds": Schema.list(OrderHold.schema).described("empty but for staff"),
                "history": .list(OrderStatusEntry.schema), "metadata": .any, "extensions": .map(.any),
                "held_until": Schema.time.orNull.described("until when a pending order holds its stock"),
                "created_at": .time, "updated_at": .time,
            ]) { one, _ in one },
            sometimes: [
                "notes": .list(OrderNote.schema), "trace": .list(traceEntry),
                "payment": Payment.schema.described("the one that a pending order waits for"),
            ]
        )
    )

    private static let traceEntry = Schema.named(
        "TraceEntry",
        .object([
            "kind": .text, "source": .text, "hook": .text.orNull, "rule": .text.orNull, "label": .text,
            "amount": Money.schema, "nanoseconds": .integer,
            "shares": .list(Money.schema).described(
                "of what is for lines: the part of each, in their order; else empty"
            ),
        ])
    )

    let order: Order
    let isForStaff: Bool
    let withTrace: Bool

    package init(_ order: Order, for actor: Actor, withTrace: Bool = false) {
        self.order = order
        isForStaff = actor.holds(.staff)
        self.withTrace = withTrace
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", order.id)
            json.member("number", order.number)
            json.member("status", order.status.rawValue)
            json.member("payment_status", order.paymentStatus.rawValue)
            json.member("fulfilment_status", order.fulfilmentStatus.rawValue)
            json.member("source", order.source.rawValue)
            json.member("email", order.email)
            json.member("user_id", order.userID)
            json.member("locale", order.locale)
            json.member("note", order.note)
            json.member("currency", order.currency.code)
            json.member("items") { json in writeItems(to: &json) }
            json.members(of: order.totals, order.adjustments)
            json.member("shipping_address", order.shippingAddress)
            json.member("billing_address", order.billingAddress)
            json.member("payments", order.payments)
            if let waited = OrderPayments.outstanding(of: order) {
                json.member("payment", order.payments.first { $0.id == waited })
            }
            json.member("fulfilments", order.fulfilments)
            json.member("refunds", order.refunds)
            json.member("holds", isForStaff ? order.holds : [])
            if isForStaff { json.member("notes", order.notes) }
            json.member("history", order.history)
            json.member("metadata", order.metadata ?? .object([:]))
            json.member("extensions", order.extensions)
            if withTrace { json.member("trace") { json in writeTrace(to: &json) } }
            json.member("held_until", order.heldUntil)
            json.member("created_at", order.createdAt)
            json.member("updated_at", order.updatedAt)
        }
    }

    private func writeItems(to json: inout JSONWriter) {
        json.array { json in
            for (place, (item, units)) in zip(order.items, order.lineFulfilments).enumerated() {
                item.write(to: &json, units, order.adjustments.parts(ofLine: place, item.id.value))
            }
        }
    }

    private func shares(of adjustment: Adjustment) -> [Money] {
        guard adjustment.itemID != nil || !adjustment.shares.isEmpty else { return [] }
        return order.items.enumerated().map { place, item in
            Money(adjustment.share(ofLine: place, item.id.value), order.currency)
        }
    }

    private func writeTrace(to json: inout JSONWriter) {
        json.array { json in
            for item in order.items {
                json.object { json in
                    json.member("kind", "item")
                    json.member("source", "catalog")
                    json.member("hook", String?.none)
                    json.member("rule", item.sku)
                    json.member("label", "\(item.quantity.value) × \(item.name)")
                    json.member("amount", order.catalogTotal(of: item))
                    json.member("nanoseconds", Int64(0))
                    json.member("shares", [Money]())
                }
            }
            for adjustment in order.adjustments {
                json.object { json in
                    json.member("kind", adjustment.kind.rawValue)
                    json.member("source", adjustment.source)
                    json.member("hook", adjustment.hook)
                    json.member("rule", adjustment.rule)
                    json.member("label", adjustment.label)
                    json.member("amount", adjustment.amount)
                    json.member("nanoseconds", adjustment.nanoseconds)
                    json.member("shares", shares(of: adjustment))
                }
            }
        }
    }
}

extension Order {
    /// What the line would have cost without what plugins changed of its price.
    fileprivate func catalogTotal(of item: OrderItem) -> Money {
        let changes = adjustments.filter { $0.kind == .price && $0.itemID?.value == item.id.value }
        return Money(item.total.amount - changes.reduce(0) { $0 + $1.amount.amount }, currency)
    }
}
