import TotemStore

/// Brings stock to what a product's draft says. It remembers the warehouses, so it lives no longer than a transaction.
struct StockWriter {
    /// What one thing shall have where.
    struct Target {
        /// Nil: not counted.
        let levels: [Warehouse.ID: Int64]?
        /// What of it is on sale.
        let sellable: Int64
    }

    private var standard: Warehouse?
    private var named: [String: Warehouse] = [:]

    /// Finds the warehouses of a draft; missing ones are made.
    mutating func target(_ draft: StockDraft, in tx: Transaction) throws -> Target {
        switch draft {
        case .unmanaged:
            return Target(levels: nil, sellable: 0)
        case .units(let quantity):
            return Target(levels: [try standardWarehouse(in: tx).id: quantity], sellable: quantity)
        case .byWarehouse(let quantities):
            var levels: [Warehouse.ID: Int64] = [:]
            var sellable: Int64 = 0
            // In an order of its own: new warehouses get their ids in it, by which orders choose among them.
            for (name, quantity) in quantities.sorted(by: { $0.key < $1.key }) {
                let warehouse = try warehouse(name, in: tx)
                levels[warehouse.id] = quantity
                if warehouse.isActive { sellable += quantity }
            }
            return Target(levels: levels, sellable: sellable)
        }
    }

    /// Why stock changes when a product is saved.
    private static let reason = "product saved"

    /// Writes the stock of something that has none yet.
    func insert(
        _ target: Target,
        of product: Product.ID,
        _ variant: ProductVariant.ID?,
        in batch: Batch,
        of tx: Transaction,
        at now: Timestamp
    ) throws {
        for (warehouse, quantity) in (target.levels ?? [:]).sorted(by: { $0.key.value < $1.key.value }) {
            let moved = StockMove(product, variant, warehouse, from: 0, to: quantity, reason: Self.reason)
            try moved.tell(in: tx, at: now)
            try batch.execute(
                """
                INSERT INTO inventory (product_id, variant_id, warehouse_id, quantity, updated_at)
                VALUES ($1, $2, $3, $4, $5)
                """,
                product,
                variant,
                warehouse,
                quantity,
                now
            )
        }
    }

    /// Changes what differs. Warehouses that the target does not name have nothing of it afterwards.
    /// - Parameters:
    ///   - stored: those there are, held.
    ///   - rows: takes what is to be written.
    /// - Returns: whether anything differed.
    func update(
        _ stored: [StockRow],
        to target: Target,
        of product: Product.ID,
        _ variant: ProductVariant.ID?,
        _ rows: inout RowsToCome,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Bool {
        var missing = target.levels ?? [:]
        var changed = false
        for row in stored {
            let wanted = missing.removeValue(forKey: row.warehouseID) ?? 0
            guard wanted != row.quantity else { continue }
            changed = true
            rows.add { batch in
                try InventoryStore.set(row.id, from: row.quantity, to: wanted, reason: Self.reason, in: batch, at: now)
            }
            let (from, warehouse) = (row.quantity, row.warehouseID)
            try StockMove(product, variant, warehouse, from: from, to: wanted, reason: Self.reason).tell(
                in: tx,
                at: now
            )
        }
        guard !missing.isEmpty else { return changed }
        let new = Target(levels: missing, sellable: 0)
        rows.add { batch in try insert(new, of: product, variant, in: batch, of: tx, at: now) }
        return true
    }

    private mutating func standardWarehouse(in tx: Transaction) throws -> Warehouse {
        if let standard { return standard }
        let found = try WarehouseStore.standard(in: tx)
        standard = found
        return found
    }

    private mutating func warehouse(_ name: String, in tx: Transaction) throws -> Warehouse {
        if let known = named[name] { return known }
        let found = try WarehouseStore.find(named: name, in: tx) ?? WarehouseStore.create(name: name, in: tx)
        named[name] = found
        return found
    }
}
