public import TotemStore

/// What was sold of something in one currency.
public struct ProductSalesRow: Sendable, Hashable {
    /// Nil for what is no product.
    public let productID: Product.ID?
    public let sku: String
    /// As it was called when it was sold last.
    public let name: String
    public let quantity: Int64
    /// Prices times quantities.
    public let total: Money
    /// What of that was taken off.
    public let discount: Money
    /// Given back for it, with tax, whenever it was sold. What was given back for no line is not of it.
    public let refunded: Money
}

/// What was sold most, by product and variant. What counts when, and what it costs, is as in ``SalesReport``.
public enum ProductReport {
    /// What the first row has the most of.
    public enum Sort: String, Sendable, CaseIterable {
        case total
        case quantity
        case refunded
    }

    /// A row for each SKU and currency.
    /// - Parameter limit: how many rows at most.
    /// - Throws: ``KernelError`` forbidden.
    public static func rows(
        _ range: ReportRange,
        sort: Sort,
        limit: Int,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> [ProductSalesRow] {
        try context.actor.require(.staff)
        let sums = try sums(range, sort, limit, in: tx)
        let names = try names(of: sums.map(\.lastItem), in: tx)
        return sums.map { sum in
            ProductSalesRow(
                productID: sum.productID,
                sku: sum.sku,
                name: names[sum.lastItem] ?? sum.sku,
                quantity: sum.quantity,
                total: Money(sum.total, sum.currency),
                discount: Money(sum.discount, sum.currency),
                refunded: Money(sum.refunded, sum.currency)
            )
        }
    }

    private struct Sum {
        let productID: Product.ID?
        let sku: String
        let currency: Currency
        let quantity: Int64
        let total: Int64
        let discount: Int64
        let refunded: Int64
        let lastItem: OrderItem.ID

        init(_ row: Row) throws {
            productID = try row.get(0)
            sku = try row.get(1)
            currency = try row.get(2)
            quantity = try row.get(3)
            total = try row.get(4)
            discount = try row.get(5)
            refunded = try row.get(6)
            lastItem = try row.get(7)
        }
    }

    private static func sums(_ range: ReportRange, _ sort: Sort, _ limit: Int, in tx: Transaction) throws -> [Sum] {
        try tx.query(
            """
            SELECT product_id, sku, currency, CAST(SUM(quantity) AS BIGINT), CAST(SUM(total) AS BIGINT),
              CAST(SUM(discount) AS BIGINT), CAST(SUM(refunded) AS BIGINT), MAX(item_id)
            FROM (
              SELECT order_items.product_id, order_items.sku, orders.currency, order_items.quantity, order_items.total,
                order_items.discount_amount AS discount, 0 AS refunded, order_items.id AS item_id
              FROM orders CROSS JOIN order_items
              WHERE order_items.order_id = orders.id AND orders.status NOT IN ('pending', 'cancelled')
                AND orders.created_at >= $1 AND orders.created_at < $2
              UNION ALL
              SELECT order_items.product_id, order_items.sku, orders.currency, 0, 0, 0, refund_lines.amount, order_items.id
              FROM refunds CROSS JOIN orders CROSS JOIN refund_lines CROSS JOIN order_items
              WHERE orders.id = refunds.order_id AND orders.status NOT IN ('pending', 'cancelled')
                AND refund_lines.refund_id = refunds.id AND order_items.id = refund_lines.order_item_id
                AND refunds.created_at >= $1 AND refunds.created_at < $2 AND refunds.status = 'succeeded'
            ) AS sold
            GROUP BY product_id, sku, currency
            ORDER BY CASE $3 WHEN 'quantity' THEN SUM(quantity) WHEN 'refunded' THEN SUM(refunded) ELSE SUM(total) END DESC,
              sku, currency, product_id LIMIT $4
            """,
            range.start,
            range.end,
            sort.rawValue,
            limit,
            row: Sum.init
        )
    }

    private static func names(of items: [OrderItem.ID], in tx: Transaction) throws -> [OrderItem.ID: String] {
        guard !items.isEmpty else { return [:] }
        let names = try tx.query("SELECT id, name FROM order_items WHERE id = ANY($1)", SQLList(items)) { row in
            (try row.get(0, as: OrderItem.ID.self), try row.get(1, as: String.self))
        }
        return Dictionary(names) { one, _ in one }
    }
}
