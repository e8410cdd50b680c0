import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram

struct OrderShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "An order with all that belongs to it."
    )

    @OptionGroup var order: OrderOptions

    func run() async throws {
        let (found, operations) = try await order.store.withNode(.reading) { node in
            try await node.kernel.read(as: .system) { tx, context in
                let found = try order.find(in: tx, context)
                return (found, try ProviderOperations.undone(of: found, in: tx, context))
            }
        }
        // A buyer's note has line breaks, and makes no line of its own.
        order.show(found) { found in
            for line in OrderText(found, operations).lines { Output.line(line.escaped) }
        }
    }
}

/// An order as people read it.
private struct OrderText {
    let lines: [String]

    init(_ order: Order, _ operations: [PaymentOperationEntry]) {
        var lines = [
            "Order \(order.number), placed \(order.createdAt): \(order.status.rawValue), \(order.paymentStatus.rawValue), "
                + order.fulfilmentStatus.rawValue
        ]
        if let email = order.email { lines.append("Buyer: \(email)") }
        if let address = order.shippingAddress { lines.append("To: \(Self.text(address))") }
        if let note = order.note { lines.append("Note: \(note)") }
        lines += order.holds.map { "Held: \($0.name) by \($0.owner) \($0.reason)" }
        for (place, (item, units)) in zip(order.items, order.lineFulfilments).enumerated() {
            lines.append(
                "  \(item.quantity.value) × \(item.sku)  \(item.name)  \(item.total.formatted)"
                    + (units.shipped > 0 ? ", \(units.shipped) shipped" : "")
                    + (units.refunded > 0 ? ", \(units.refunded) refunded" : "")
            )
            for adjustment in order.adjustments {
                let share = adjustment.share(ofLine: place, item.id.value)
                guard share != 0 else { continue }
                lines.append("      \(Self.text(adjustment)): \(Money(share, order.currency).formatted)")
            }
        }
        let totals = order.totals
        lines.append("Subtotal: \(totals.subtotal.formatted)")
        if totals.discount.amount > 0 { lines.append("Discount: -\(totals.discount.formatted)") }
        if totals.fees.amount > 0 { lines.append("Fees: \(totals.fees.formatted)") }
        if totals.shipping.amount > 0 { lines.append("Shipping: \(totals.shipping.formatted)") }
        if totals.tax.amount > 0 {
            lines.append("\(totals.pricesIncludeTax ? "Contained tax" : "Tax"): \(totals.tax.formatted)")
        }
        lines.append("Total: \(totals.total.formatted)")
        lines += order.payments.map { payment in
            "Payment \(payment.id): \(payment.amount.formatted) \(payment.method), \(payment.status.rawValue)"
        }
        lines += operations.map(Self.text)
        lines += order.fulfilments.map { fulfilment in
            let way = [fulfilment.tracking.carrier, fulfilment.tracking.number].compactMap(\.self).joined(
                separator: " "
            )
            return "Fulfilment \(fulfilment.id): \(fulfilment.state.rawValue)" + (way.isEmpty ? "" : ", \(way)")
        }
        lines += order.refunds.map { refund in
            "Refund \(refund.id): \(refund.amount.formatted)" + (refund.reason.isEmpty ? "" : ", \(refund.reason)")
        }
        lines += order.notes.map { "Note of \($0.author), \($0.createdAt): \($0.text)" }
        self.lines = lines
    }

    /// `SPRING (coupons, SPRING)`
    private static func text(_ adjustment: Adjustment) -> String {
        let source = [adjustment.source, adjustment.rule].compactMap(\.self).joined(separator: ", ")
        return "\(adjustment.label) (\(source))"
    }

    /// What a payment provider has not done.
    private static func text(_ operation: PaymentOperationEntry) -> String {
        let what = "  \(operation.kind.rawValue) of \(operation.amount.formatted) for payment \(operation.payment)"
        let why = operation.failure.map { "declined (\($0))" } ?? "not done yet"
        guard let next = operation.nextAttempt else { return "\(what): \(why); look after it by hand" }
        return "\(what): \(why), asked for again at \(next)"
    }

    private static func text(_ address: Address) -> String {
        let name = [address.firstName, address.lastName].compactMap(\.self).joined(separator: " ")
        let city = [address.postalCode, address.city].compactMap(\.self).joined(separator: " ")
        return [
            name, address.company ?? "", address.addressLine1, address.addressLine2 ?? "", city, address.country.code,
        ]
        .filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
