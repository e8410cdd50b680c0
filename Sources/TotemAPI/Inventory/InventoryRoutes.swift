package import TotemKernel

/// Warehouses and stock: staff read and adjust, store managers keep the warehouses.
func addInventoryRoutes(to routes: inout Routes) {
    routes.add(.list("/v1/inventory", "Stock", for: .staff, query: ["product_id": .id], of: StockLevel.schema)) {
        request in
        let query = try request.query()
        let page = try query.page()
        let product: Product.ID? = try query.integer("product_id").map { Identifier($0) }
        return .json(try await request.read { tx, _ in try InventoryStore.list(page, product: product, in: tx) })
    }
    routes.add(
        .create(
            "/v1/inventory/adjustments",
            "Change the stock of something by delta, or to quantity",
            for: .staff,
            taking: AdjustmentBody.schema,
            answering: StockLevel.schema
        )
    ) { request in
        let adjustment = try request.json(AdjustmentBody.self).adjustment()
        return try await request.change { tx, context in
            let level = try InventoryStore.adjust(adjustment, by: context.actor, in: tx, at: context.now)
            return .json(level, status: 201)
        }
    }
    addWarehouseRoutes(to: &routes)
}

private func addWarehouseRoutes(to routes: inout Routes) {
    routes.add(.list("/v1/warehouses", "Warehouses", for: .staff, of: Warehouse.schema)) { request in
        let page = try request.query().page()
        return .json(try await request.read { tx, _ in try WarehouseStore.list(page, in: tx) })
    }
    routes.add(.get("/v1/warehouses/{warehouse}", "A warehouse", for: .staff, answering: Warehouse.schema)) { request in
        let id: Warehouse.ID = try request.id("warehouse", of: "warehouse")
        return .json(try await request.read { tx, _ in try WarehouseStore.get(id, in: tx) })
    }
    routes.add(
        .create(
            "/v1/warehouses",
            "Add a warehouse",
            for: .storeManager,
            taking: NewWarehouseBody.schema,
            answering: Warehouse.schema
        )
    ) { request in
        let body = try request.json(NewWarehouseBody.self)
        return try await request.change { tx, _ in
            let warehouse = try WarehouseStore.create(name: body.name, address: body.address ?? "", in: tx)
            return .created(warehouse, at: "/v1/warehouses/\(warehouse.id)")
        }
    }
    routes.add(
        .patch(
            "/v1/warehouses/{warehouse}",
            "Change a warehouse",
            for: .storeManager,
            taking: WarehouseChangeBody.schema,
            answering: Warehouse.schema
        )
    ) { request in
        let id: Warehouse.ID = try request.id("warehouse", of: "warehouse")
        let body = try request.json(WarehouseChangeBody.self)
        let answer = try await request.change { tx, _ in
            let warehouse = try WarehouseStore.update(
                id,
                name: body.name,
                address: body.address,
                isActive: body.is_active,
                in: tx
            )
            return .json(warehouse)
        }
        try await request.kernel.finishRecounts()
        return answer
    }
    routes.add(.delete("/v1/warehouses/{warehouse}", "Delete a warehouse", for: .storeManager)) { request in
        let id: Warehouse.ID = try request.id("warehouse", of: "warehouse")
        return try await request.change { tx, _ in
            try WarehouseStore.delete(id, in: tx)
            return .noContent
        }
    }
}

private struct AdjustmentBody: Decodable {
    let sku: String
    let warehouse_id: Warehouse.ID?
    let delta: Int64?
    let quantity: Int64?
    let reason: String

    static let schema = Schema.form(
        ["sku": .sku, "reason": .text(.name)],
        optional: ["warehouse_id": .id.orNull],
        oneOf: [
            "delta": .integer(-CatalogLimits.stock...CatalogLimits.stock),
            "quantity": .integer(0...CatalogLimits.stock),
        ]
    )

    func adjustment() throws(KernelError) -> StockAdjustment {
        let change: StockAdjustment.Change
        switch (delta, quantity) {
        case (let delta?, nil): change = .by(delta)
        case (nil, let quantity?): change = .to(quantity)
        case (nil, nil), (.some, .some):
            throw .invalid("delta", "give either delta, the difference, or quantity, what is there now")
        }
        return StockAdjustment(sku: sku, warehouseID: warehouse_id, change: change, reason: reason)
    }
}

private struct NewWarehouseBody: Decodable {
    let name: String
    let address: String?

    static let schema = Schema.form(
        ["name": .text(.name)],
        optional: ["address": .text(WarehouseStore.addressRule).orNull]
    )
}

private struct WarehouseChangeBody: Decodable, Sendable {
    let name: String?
    let address: String?
    let is_active: Bool?

    static let schema = Schema.form(
        [:],
        optional: [
            "name": .text(.name).orNull, "address": .text(WarehouseStore.addressRule).orNull,
            "is_active": .boolean.orNull,
        ]
    )
}

extension Warehouse: JSONWritable {
    static let schema = Schema.named(
        "Warehouse",
        .object(["id": .id, "name": .text, "address": .text, "is_active": .boolean])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("address", address)
            json.member("is_active", isActive)
        }
    }
}

extension StockLevel: JSONWritable {
    static let schema = Schema.named(
        "StockLevel",
        .object([
            "id": .id, "sku": .text, "product_id": .id, "variant_id": Schema.id.orNull, "warehouse_id": .id,
            "quantity": .integer, "updated_at": .time,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("sku", sku)
            json.member("product_id", productID)
            json.member("variant_id", variantID)
            json.member("warehouse_id", warehouseID)
            json.member("quantity", quantity)
            json.member("updated_at", updatedAt)
        }
    }
}
