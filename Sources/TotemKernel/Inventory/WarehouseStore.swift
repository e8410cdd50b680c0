public import TotemStore

/// The places where stock is.
public enum WarehouseStore {
    package static let addressRule = TextRule(0...1000, allowsLines: true)

    /// By id, oldest first.
    public static func list(_ page: PageRequest, in tx: Transaction) throws -> Page<Warehouse> {
        let order = "warehouses"
        let warehouses = try tx.query(
            "SELECT id, name, address, is_active FROM warehouses WHERE id > $1 ORDER BY id LIMIT $2",
            try page.position(in: order)?.integer(0) ?? 0,
            page.limit + 1,
            row: decode
        )
        return Page(warehouses, for: page, in: order) { [.integer($0.id.value)] }
    }

    public static func find(_ id: Warehouse.ID, in tx: Transaction) throws -> Warehouse? {
        try tx.first("SELECT id, name, address, is_active FROM warehouses WHERE id = $1", id, row: decode)
    }

    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: Warehouse.ID, in tx: Transaction) throws -> Warehouse {
        guard let warehouse = try find(id, in: tx) else { throw KernelError.notFound("warehouse \(id)") }
        return warehouse
    }

    public static func find(named name: String, in tx: Transaction) throws -> Warehouse? {
        try tx.first("SELECT id, name, address, is_active FROM warehouses WHERE name = $1", name, row: decode)
    }

    /// Where stock goes when nobody says where: the first active warehouse, made as "Default" when there is none.
    public static func standard(in tx: Transaction) throws -> Warehouse {
        try firstActive(in: tx) ?? create(name: standardName, in: tx)
    }

    /// The name of ``standard(in:)``, which is not made when it is missing.
    public static func standardName(in tx: Transaction) throws -> String {
        try firstActive(in: tx)?.name ?? standardName
    }

    private static let standardName = "Default"

    private static func firstActive(in tx: Transaction) throws -> Warehouse? {
        try tx.first(
            "SELECT id, name, address, is_active FROM warehouses WHERE is_active = 1 ORDER BY id LIMIT 1",
            row: decode
        )
    }

    /// - Throws: ``KernelError`` naming `name` or `address`.
    public static func create(
        name: String,
        address: String = "",
        isActive: Bool = true,
        in tx: Transaction
    ) throws -> Warehouse {
        try tx.lock(.catalog)
        let name = name.trimmed()
        try check(name, address)
        try refuseTaken(name, except: nil, in: tx)
        let id = try tx.insert(
            "INSERT INTO warehouses (name, address, is_active) VALUES ($1, $2, $3) RETURNING id",
            name,
            address,
            isActive
        )
        let data = EventData().adding("name", name).adding("is_active", isActive)
        try Outbox.append(.warehouseSaved, id, data, in: tx)
        return Warehouse(id: Warehouse.ID(id), name: name, address: address, isActive: isActive)
    }

    /// Changes what is not nil. What a warehouse holds is on sale only while it is active. After a switch the caller sees to
    /// it that the sums of variants follow: ``Kernel/finishRecounts()``.
    /// - Throws: ``KernelError``: not found, naming the bad field, or a conflict when no active one would be left.
    public static func update(
        _ id: Warehouse.ID,
        name: String? = nil,
        address: String? = nil,
        isActive: Bool? = nil,
        in tx: Transaction
    ) throws -> Warehouse {
        try tx.lock(.catalog)
        let old = try get(id, in: tx)
        let new = Warehouse(
            id: id,
            name: name?.trimmed() ?? old.name,
            address: address ?? old.address,
            isActive: isActive ?? old.isActive
        )
        try check(new.name, new.address)
        try refuseTaken(new.name, except: id, in: tx)
        if old.isActive, !new.isActive { try refuseLastActive(old, in: tx) }
        try tx.execute(
            "UPDATE warehouses SET name = $2, address = $3, is_active = $4 WHERE id = $1",
            id,
            new.name,
            new.address,
            new.isActive
        )
        if new.isActive != old.isActive {
            try tx.execute("UPDATE warehouses SET recounted_to = 0 WHERE id = $1", id)
        }
        let data = EventData().adding("name", new.name).adding("is_active", new.isActive)
        try Outbox.append(.warehouseSaved, id.value, data, in: tx)
        return new
    }

    /// Deletes a warehouse that never held anything.
    /// - Throws: ``KernelError``: not found, or a conflict when it has stock rows, which orders may refer to.
    public static func delete(_ id: Warehouse.ID, in tx: Transaction) throws {
        try tx.lock(.catalog)
        let warehouse = try get(id, in: tx)
        let row = try tx.first("SELECT id FROM inventory WHERE warehouse_id = $1 LIMIT 1", id) { row in
            try row.get(0, as: StockLevel.ID.self)
        }
        guard row == nil else {
            throw KernelError(
                .conflict,
                "warehouse-in-use",
                "The warehouse '\(warehouse.name)' holds stock, or did. Switch it off instead: is_active false."
            )
        }
        if warehouse.isActive { try refuseLastActive(warehouse, in: tx) }
        try tx.execute("DELETE FROM warehouses WHERE id = $1", id)
        try Outbox.append(.warehouseDeleted, id.value, EventData().adding("name", warehouse.name), in: tx)
    }

    private static func check(_ name: String, _ address: String) throws(KernelError) {
        try TextRule.name.check(name, "name")
        try addressRule.check(address, "address")
    }

    private static func refuseTaken(_ name: String, except own: Warehouse.ID?, in tx: Transaction) throws {
        guard let other = try find(named: name, in: tx), other.id != own else { return }
        throw KernelError.taken([.init("name", "is the name of warehouse \(other.id) already")])
    }

    private static func refuseLastActive(_ warehouse: Warehouse, in tx: Transaction) throws {
        let other = try tx.first(
            "SELECT id FROM warehouses WHERE is_active = 1 AND id <> $1 LIMIT 1",
            warehouse.id
        ) { row in try row.get(0, as: Warehouse.ID.self) }
        guard other == nil else { return }
        throw KernelError(
            .conflict,
            "last-warehouse",
            "'\(warehouse.name)' is the only active warehouse. Make or switch on another one first."
        )
    }

    private static func decode(_ row: Row) throws -> Warehouse {
        Warehouse(id: try row.get(0), name: try row.get(1), address: try row.get(2), isActive: try row.get(3))
    }
}
