public import TotemStore

/// Brings the sums of variants in step with a warehouse that was switched on or off.
///
/// What is on sale is decided by the warehouse itself, from the commit of the switch on. The sums that products show follow
/// in transactions of a few hundred variants, so that no order waits for all of them: each is counted anew, so a transaction
/// that was lost is just run again, and what orders add and take meanwhile is neither lost nor counted twice.
public enum StockRecount {
    /// Variants that one transaction counts at most.
    static let variantsAtOnce = 500

    /// Whether a switch is not followed by all sums yet.
    public static func isPending(in tx: Transaction) throws -> Bool {
        try tx.first("SELECT id FROM warehouses WHERE recounted_to IS NOT NULL LIMIT 1") { _ in true } ?? false
    }

    /// Counts the next variants.
    /// - Returns: whether there may be more.
    public static func step(in tx: Transaction) throws -> Bool {
        try tx.lock(.catalog)
        let pending = try tx.first(
            "SELECT id, recounted_to FROM warehouses WHERE recounted_to IS NOT NULL ORDER BY id LIMIT 1"
        ) { row in (warehouse: try row.get(0, as: Warehouse.ID.self), done: try row.get(1, as: Int64.self)) }
        guard let pending else { return false }
        let variants = try tx.query(
            """
            SELECT variant_id FROM inventory WHERE warehouse_id = $1 AND variant_id > $2 ORDER BY variant_id LIMIT $3
            """,
            pending.warehouse,
            pending.done,
            variantsAtOnce
        ) { row in try row.get(0, as: Int64.self) }
        if let last = variants.last {
            try count(in: pending.warehouse, from: pending.done, to: last, tx)
            try Outbox.append(.warehouseSaved, pending.warehouse.value, in: tx)
        }
        try tx.execute(
            "UPDATE warehouses SET recounted_to = $2 WHERE id = $1",
            pending.warehouse,
            variants.count < variantsAtOnce ? nil : variants.last
        )
        return true
    }

    /// Orders change a sum only while they hold one of its rows, so those are held first, of all warehouses.
    private static func count(in warehouse: Warehouse.ID, from: Int64, to: Int64, _ tx: Transaction) throws {
        _ = try tx.query(
            """
            SELECT id FROM inventory
            WHERE variant_id IN
              (SELECT variant_id FROM inventory WHERE warehouse_id = $1 AND variant_id > $2 AND variant_id <= $3)
            ORDER BY id FOR UPDATE
            """,
            warehouse,
            from,
            to
        ) { _ in }
        try tx.execute(
            """
            UPDATE product_variants SET inventory_quantity = (
              SELECT CAST(COALESCE(SUM(stock.quantity), 0) AS BIGINT) FROM inventory AS stock
              WHERE stock.variant_id = product_variants.id
                AND EXISTS (SELECT 1 FROM warehouses WHERE id = stock.warehouse_id AND is_active = 1)
            )
            WHERE id IN
              (SELECT variant_id FROM inventory WHERE warehouse_id = $1 AND variant_id > $2 AND variant_id <= $3)
            """,
            warehouse,
            from,
            to
        )
    }
}

extension Kernel {
    /// Finishes what switches of warehouses have begun: called after one, and by the housekeeping for those who were stopped
    /// in the middle.
    public func finishRecounts() async throws {
        guard try await store.read({ tx in try StockRecount.isPending(in: tx) }) else { return }
        while !Task.isCancelled, try await store.write({ tx in try StockRecount.step(in: tx) }) {}
    }
}
