/// What a refund comes to, without any I/O.
struct RefundCalculation {
    let amount: Money
    let shipping: Money
    let lines: [RefundLine]

    /// - Throws: ``KernelError`` naming every field that asks for more than is left, and what is left; a conflict where
    ///   nothing of the order's money is here.
    init(_ request: RefundRequest, of order: Order) throws(KernelError) {
        var check = FieldCheck()
        var lines: [RefundLine] = []
        for (index, item) in request.items.enumerated() {
            let line = check.attempt { () throws(KernelError) in try Self.line(item, "items[\(index)]", of: order) }
            if let line { lines.append(line) }
        }
        let shipping = request.shipping ?? .zero(order.currency)
        check.attempt { () throws(KernelError) in try Self.checkShipping(shipping, of: order) }
        guard check.isPassed else { throw check.error }
        var sum = request.amount ?? shipping
        if request.amount == nil { for line in lines { sum = try sum + line.amount } }
        try Self.checkSum(sum, request, of: order)
        amount = sum
        self.shipping = shipping
        self.lines = lines
    }

    /// Takes the amount from the payments, one after another.
    /// - Returns: the payments after it, and the part of each that gave some.
    func split(over payments: [Payment]) -> (payments: [Payment], parts: [RefundPart]) {
        var rest = amount.amount
        var after = payments
        var parts: [RefundPart] = []
        for (index, payment) in payments.enumerated() {
            let part = min(payment.refundable.amount, rest)
            guard let refunded = payment.after(.refund(part)) else { continue }
            after[index] = refunded
            parts.append(RefundPart(paymentID: payment.id, amount: Money(part, amount.currency)))
            rest -= part
        }
        return (after, parts)
    }

    /// The share of an amount that the first units of a line have, rounded down: that of all units is the whole.
    static func share(of amount: Int64, first units: Int64, of all: Int64) -> Int64 {
        let product = amount.magnitude.multipliedFullWidth(by: units.magnitude)
        return Int64(all.magnitude.dividingFullWidth(product).quotient)
    }

    private static func line(
        _ item: RefundRequest.Item,
        _ field: String,
        of order: Order
    ) throws(KernelError) -> RefundLine {
        guard let index = order.items.firstIndex(where: { $0.id == item.id }) else {
            throw .unknown("\(field).id", "is no line of the order \(order.number)")
        }
        let line = order.items[index]
        let units = order.lineFulfilments[index]
        let left = units.quantity - units.refunded
        guard item.quantity.value <= left else {
            let before = "of \(units.quantity) sold, \(units.refunded) were refunded before"
            throw .invalid(
                "\(field).quantity",
                left == 0 ? "must be left out: nothing is left; \(before)" : "must be from 1 to \(left): \(before)"
            )
        }
        let net = try line.total - line.discount
        let part = { (amount: Money) in
            let before = share(of: amount.amount, first: units.refunded, of: units.quantity)
            let after = share(of: amount.amount, first: units.refunded + item.quantity.value, of: units.quantity)
            return Money(after - before, amount.currency)
        }
        let tax = part(line.tax)
        return RefundLine(
            itemID: line.id,
            quantity: item.quantity,
            amount: order.totals.pricesIncludeTax ? part(net) : try part(net) + tax,
            tax: tax,
            restock: item.restock,
            unshipped: min(item.quantity.value, units.unshipped)
        )
    }

    private static func checkShipping(_ shipping: Money, of order: Order) throws(KernelError) {
        guard shipping.currency == order.currency else {
            throw .invalid("shipping_amount", "must be in \(order.currency), the currency of the order")
        }
        var left = order.totals.shipping
        for discount in order.adjustments where discount.kind == .shippingDiscount { left = try left + discount.amount }
        if !order.totals.pricesIncludeTax { left = try left + order.totals.shippingTax }
        for refund in order.refunds { left = try left - refund.shipping }
        guard (0...max(0, left.amount)).contains(shipping.amount) else {
            throw .invalid(
                "shipping_amount",
                "must be from 0 to \(max(0, left.amount)): of what was paid for shipping, that is left to refund"
            )
        }
    }

    private static func checkSum(
        _ sum: Money,
        _ request: RefundRequest,
        of order: Order
    ) throws(KernelError) {
        guard sum.currency == order.currency else {
            throw .invalid("amount", "must be in \(order.currency), the currency of the order")
        }
        let left = try order.refundable()
        guard left.amount > 0 || (request.amount == nil && sum.amount == 0) else {
            throw KernelError(
                .conflict,
                "nothing-captured",
                order.refunds.isEmpty
                    ? "Nothing of the order \(order.number) was captured that could be given back. Capture its payment, or cancel it."
                    : "Everything that was captured of the order \(order.number) was given back before."
            )
        }
        if request.amount != nil {
            guard sum.amount > 0, sum.amount <= left.amount else {
                throw .invalid(
                    "amount",
                    "must be from 1 to \(left.amount): of what was captured, that is left to refund"
                )
            }
        } else {
            guard sum.amount <= left.amount else {
                throw .invalid(
                    request.items.isEmpty ? "shipping_amount" : "items",
                    "come to \(sum.amount) in all, but of what was captured, only \(left.amount) is left to refund"
                )
            }
            guard sum.amount > 0 || !request.items.isEmpty else {
                throw .invalid("shipping_amount", "must be more than 0 where nothing else is refunded")
            }
        }
    }
}
