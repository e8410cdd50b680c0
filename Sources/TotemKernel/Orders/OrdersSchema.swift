enum OrdersSchema {
    /// An order keeps a copy of all that it sold, so it refers to products and users by number only, without a
    /// foreign key: deleting a product or a user changes no order. The shipping and billing addresses are rows
    /// of the order's own. The price trace is the items, whose prices are the catalog's, and the adjustments, each
    /// with the plugin, hook and rule it came from.
    static let sql = """
        CREATE TABLE order_addresses (
          id INTEGER PRIMARY KEY,
          first_name TEXT,
          last_name TEXT,
          company TEXT,
          phone TEXT,
          tax_id TEXT,
          address_line1 TEXT NOT NULL,
          address_line2 TEXT,
          city TEXT NOT NULL,
          state TEXT,
          postal_code TEXT,
          country TEXT NOT NULL
        ) STRICT;
        CREATE TABLE orders (
          id INTEGER PRIMARY KEY,
          user_id INTEGER,
          email TEXT NOT NULL,
          status TEXT NOT NULL,
          subtotal_amount INTEGER NOT NULL,
          total_amount INTEGER NOT NULL CHECK (total_amount >= 0),
          tax_amount INTEGER NOT NULL,
          shipping_amount INTEGER NOT NULL,
          discount_amount INTEGER NOT NULL,
          currency TEXT NOT NULL,
          shipping_address_id INTEGER REFERENCES order_addresses (id),
          billing_address_id INTEGER REFERENCES order_addresses (id),
          metadata TEXT,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX orders_user ON orders (user_id, id);
        CREATE INDEX orders_status ON orders (status, id);
        CREATE TABLE order_items (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          product_id INTEGER NOT NULL,
          variant_id INTEGER,
          sku TEXT NOT NULL,
          name TEXT NOT NULL,
          quantity INTEGER NOT NULL CHECK (quantity > 0),
          price INTEGER NOT NULL,
          total INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX order_items_order ON order_items (order_id);
        CREATE TABLE order_allocations (
          id INTEGER PRIMARY KEY,
          order_item_id INTEGER NOT NULL REFERENCES order_items (id),
          inventory_id INTEGER NOT NULL,
          quantity INTEGER NOT NULL CHECK (quantity > 0),
          released_at INTEGER
        ) STRICT;
        CREATE INDEX order_allocations_item ON order_allocations (order_item_id);
        CREATE TABLE order_status_history (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          status TEXT NOT NULL,
          comment TEXT NOT NULL DEFAULT '',
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX order_status_history_order ON order_status_history (order_id);
        CREATE TABLE order_adjustments (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          order_item_id INTEGER REFERENCES order_items (id),
          kind TEXT NOT NULL CHECK (kind IN ('discount', 'fee', 'shipping', 'tax')),
          source TEXT NOT NULL,
          hook TEXT,
          rule TEXT,
          label TEXT NOT NULL,
          amount INTEGER NOT NULL,
          nanoseconds INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX order_adjustments_order ON order_adjustments (order_id);
        """
}
