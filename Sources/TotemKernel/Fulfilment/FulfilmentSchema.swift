enum FulfilmentSchema {
    static let sql = """
        CREATE TABLE fulfilments (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          warehouse_id INTEGER,
          status TEXT NOT NULL
            CHECK (status = 'pending' OR status = 'shipped' OR status = 'delivered' OR status = 'cancelled'),
          carrier TEXT,
          tracking_number TEXT,
          tracking_url TEXT,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX fulfilments_order ON fulfilments (order_id);
        CREATE TABLE fulfilment_items (
          id INTEGER PRIMARY KEY,
          fulfilment_id INTEGER NOT NULL REFERENCES fulfilments (id),
          order_item_id INTEGER NOT NULL REFERENCES order_items (id),
          quantity INTEGER NOT NULL CHECK (quantity > 0)
        ) STRICT;
        CREATE INDEX fulfilment_items_fulfilment ON fulfilment_items (fulfilment_id);
        CREATE INDEX fulfilment_items_item ON fulfilment_items (order_item_id);
        """

    static let views: [CoreView] = [
        .granted(
            "fulfilments",
            columns: [
                "id", "order_id", "warehouse_id", "status", "carrier", "tracking_number", "tracking_url",
                "created_at", "updated_at",
            ]
        ),
        .granted(
            "fulfilment_items",
            columns: [
                "id", "fulfilment_id", "order_item_id", "quantity",
            ]
        ),
    ]
}
