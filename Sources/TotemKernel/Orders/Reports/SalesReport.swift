public import TotemStore

/// What was sold in one period and one currency.
public struct SalesRow: Sendable, Hashable {
    /// The period's first day; a report that begins within the period counts from there on.
    public let period: CalendarDay
    public fileprivate(set) var orders: Int64 = 0
    /// Units of all lines.
    public fileprivate(set) var items: Int64 = 0
    public fileprivate(set) var subtotal: Money
    public fileprivate(set) var discount: Money
    public fileprivate(set) var fees: Money
    /// Without its added tax.
    public fileprivate(set) var shipping: Money
    /// Added to the prices, or inside of them.
    public fileprivate(set) var tax: Money
    public fileprivate(set) var total: Money
    /// Given back in the period, whenever it was sold.
    public fileprivate(set) var refunded: Money
    /// Total less refunded.
    public fileprivate(set) var net: Money

    public var currency: Currency { total.currency }

    fileprivate init(_ period: CalendarDay, in currency: Currency) {
        self.period = period
        let nothing = Money.zero(currency)
        (subtotal, discount, fees, shipping, tax) = (nothing, nothing, nothing, nothing, nothing)
        (total, refunded, net) = (nothing, nothing, nothing)
    }
}

/// Sales by day, week or month, in UTC. An order counts when it was placed, unless it is pending or cancelled; a refund when
/// it was given, unless its order does not count, or it gives back what came late and was never of the order. It costs what the orders of its days cost, not what all orders do.
public enum SalesReport {
    /// A row for each period and currency in which something was sold or given back, and one of zeros in the store's
    /// currency for each other period; in the order of time.
    /// - Throws: ``KernelError``: forbidden, or a sum that no 64-bit number holds.
    public static func rows(
        _ range: ReportRange,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> [SalesRow] {
        try context.actor.require(.staff)
        let own = try StoreSettings.currency(in: tx)
        var rows: [Key: SalesRow] = [:]
        for part in try sold(range, in: tx) + refunded(range, in: tx) {
            let key = Key(period: range.period.start(of: part.period), currency: part.currency)
            rows[key] = try (rows[key] ?? SalesRow(key.period, in: key.currency)).adding(part)
        }
        let filled = Set(rows.keys.map(\.period))
        let empty = range.periods.filter { !filled.contains($0) }.map { SalesRow($0, in: own) }
        return (rows.values + empty).sorted { ($0.period, $0.currency.code) < ($1.period, $1.currency.code) }
    }

    private struct Key: Hashable {
        let period: CalendarDay
        let currency: Currency
    }

    /// Of each day on which something was sold.
    private static func sold(_ range: ReportRange, in tx: Transaction) throws -> [SalesRow] {
        try tx.query(
            """
            SELECT created_at / 86400000, currency, COUNT(*),
              CAST(SUM((SELECT SUM(quantity) FROM order_items WHERE order_id = orders.id)) AS BIGINT),
              CAST(SUM(subtotal_amount) AS BIGINT), CAST(SUM(discount_amount) AS BIGINT),
              CAST(SUM(fee_amount) AS BIGINT), CAST(SUM(shipping_amount) AS BIGINT), CAST(SUM(tax_amount) AS BIGINT),
              CAST(SUM(total_amount) AS BIGINT)
            FROM orders WHERE created_at >= $1 AND created_at < $2 AND status NOT IN ('pending', 'cancelled')
            GROUP BY 1, 2
            """,
            range.start,
            range.end
        ) { row in
            let currency: Currency = try row.get(1)
            var sales = SalesRow(CalendarDay(number: try row.get(0)), in: currency)
            sales.orders = try row.get(2)
            sales.items = try row.get(3, as: Int64?.self) ?? 0
            sales.subtotal = Money(try row.get(4), currency)
            sales.discount = Money(try row.get(5), currency)
            sales.fees = Money(try row.get(6), currency)
            sales.shipping = Money(try row.get(7), currency)
            sales.tax = Money(try row.get(8), currency)
            sales.total = Money(try row.get(9), currency)
            sales.net = sales.total
            return sales
        }
    }

    /// Of each day on which something was given back.
    private static func refunded(_ range: ReportRange, in tx: Transaction) throws -> [SalesRow] {
        try tx.query(
            """
            SELECT refunds.created_at / 86400000, orders.currency, CAST(SUM(refunds.amount) AS BIGINT)
            FROM refunds CROSS JOIN orders
            WHERE orders.id = refunds.order_id AND orders.status NOT IN ('pending', 'cancelled')
              AND refunds.created_at >= $1 AND refunds.created_at < $2 AND refunds.status = 'succeeded'
              AND NOT EXISTS (
                SELECT 1 FROM refund_payments AS part JOIN payments ON payments.id = part.payment_id
                WHERE part.refund_id = refunds.id AND payments.failure IS NOT NULL)
            GROUP BY 1, 2
            """,
            range.start,
            range.end
        ) { row in
            let currency: Currency = try row.get(1)
            var sales = SalesRow(CalendarDay(number: try row.get(0)), in: currency)
            sales.refunded = Money(try row.get(2), currency)
            sales.net = try .zero(currency) - sales.refunded
            return sales
        }
    }
}

extension SalesRow {
    fileprivate func adding(_ other: SalesRow) throws(KernelError) -> SalesRow {
        var sum = self
        sum.orders += other.orders
        sum.items += other.items
        sum.subtotal = try subtotal + other.subtotal
        sum.discount = try discount + other.discount
        sum.fees = try fees + other.fees
        sum.shipping = try shipping + other.shipping
        sum.tax = try tax + other.tax
        sum.total = try total + other.total
        sum.refunded = try refunded + other.refunded
        sum.net = try net + other.net
        return sum
    }
}
