import TotemKernel

extension FeatureDescription {
    static let inventory = FeatureDescription(
        operations: [
            "GET /v1/inventory": .list("Stock", for: .staff, query: ["product_id": .id], of: "StockLevel"),
            "POST /v1/inventory/adjustments": .change(
                "Change the stock of something by delta, or to quantity",
                for: .staff,
                taking: .form(
                    ["sku": .text, "reason": .text],
                    optional: [
                        "warehouse_id": .id.orNull, "delta": .integer.orNull, "quantity": .integer.orNull,
                    ]
                ),
                status: 201,
                .named("StockLevel")
            ),
            "GET /v1/warehouses": .list("Warehouses", for: .staff, of: "Warehouse"),
            "GET /v1/warehouses/{warehouse}": .read("A warehouse", for: .staff, .named("Warehouse")),
            "POST /v1/warehouses": .change(
                "Add a warehouse",
                for: .storeManager,
                taking: .form(["name": .text], optional: ["address": .text.orNull]),
                status: 201,
                .named("Warehouse")
            ),
            "PATCH /v1/warehouses/{warehouse}": .change(
                "Change a warehouse",
                for: .storeManager,
                taking: .form(
                    [:],
                    optional: ["name": .text.orNull, "address": .text.orNull, "is_active": .boolean.orNull]
                ),
                .named("Warehouse")
            ),
            "DELETE /v1/warehouses/{warehouse}": .remove("Delete a warehouse", for: .storeManager),
        ],
        schemas: [
            "StockLevel": .object([
                "id": .id, "sku": .text, "product_id": .id, "variant_id": Schema.id.orNull, "warehouse_id": .id,
                "quantity": .integer, "updated_at": .time,
            ]),
            "Warehouse": .object(["id": .id, "name": .text, "address": .text, "is_active": .boolean]),
        ]
    )
}
