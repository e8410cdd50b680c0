enum InventorySchema {
    /// A stock row is one product, or one variant of it, in one warehouse. `quantity` is what can still be sold there.
    /// `recounted_to` is the variant up to which sums have followed the last switch of a warehouse; NULL: all have.
    static let sql = """
        CREATE TABLE warehouses (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT NOT NULL UNIQUE,
          address TEXT NOT NULL DEFAULT '',
          is_active INTEGER NOT NULL DEFAULT 1,
          recounted_to INTEGER
        ) STRICT;
        CREATE TABLE inventory (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
          variant_id INTEGER REFERENCES product_variants (id) ON DELETE CASCADE,
          warehouse_id INTEGER NOT NULL REFERENCES warehouses (id),
          quantity INTEGER NOT NULL CHECK (quantity >= 0),
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX inventory_product ON inventory (product_id, COALESCE(variant_id, 0), warehouse_id);
        CREATE INDEX inventory_variant ON inventory (variant_id);
        CREATE INDEX inventory_warehouse ON inventory (warehouse_id, variant_id);
        CREATE TABLE inventory_adjustments (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          inventory_id INTEGER NOT NULL REFERENCES inventory (id) ON DELETE CASCADE,
          delta INTEGER NOT NULL,
          reason TEXT NOT NULL,
          user_id INTEGER,
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX inventory_adjustments_inventory ON inventory_adjustments (inventory_id);
        """

    static let views: [CoreView] = [
        .granted(
            "warehouses",
            columns: [
                "id", "name", "address", "is_active",
            ]
        ),
        .granted(
            "inventory",
            columns: [
                "id", "product_id", "variant_id", "warehouse_id", "quantity", "updated_at",
            ]
        ),
        .granted(
            "inventory_adjustments",
            columns: [
                "id", "inventory_id", "delta", "reason", "created_at",
            ]
        ),
    ]
}
