enum OrdersSchema {
    /// An order keeps a copy of all that it sold, so it refers to products and users by number only, without a
    /// foreign key: deleting a product or a user changes no order. The shipping and billing addresses are rows
    /// of the order's own. The price trace is the items and the adjustments, each with the source, hook and rule it came
    /// from, and what each item had of it (`shares`: a JSON array in the order of the items).
    ///
    /// `order_keys` are the names that plugins have for the orders that they have made, so that each is made once.
    /// `order_numbers` counts: a row for each number that was given out. `buyer_name` and `buyer_last_name` are what lists are
    /// searched by, in small letters. `released_quantity` is what of an allocation was given back or written off. `shipping_amount` is without
    /// its added tax, which is `shipping_tax_amount` and counted in `tax_amount`.
    ///
    /// Here and in what belongs to orders, a CHECK joins what a column may hold with OR. For IN with more than two values SQLite
    /// makes a table in memory, each time that it looks at a row: those of an order took a third of the time of its statements.
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
        CREATE TABLE order_keys (
          plugin TEXT NOT NULL,
          key TEXT NOT NULL,
          order_id INTEGER NOT NULL,
          PRIMARY KEY (plugin, key)
        ) STRICT;
        CREATE TABLE order_numbers (
          id INTEGER PRIMARY KEY
        ) STRICT;
        CREATE TABLE orders (
          id INTEGER PRIMARY KEY,
          number TEXT NOT NULL UNIQUE,
          user_id INTEGER,
          email TEXT,
          source TEXT NOT NULL
            CHECK (source = 'storefront' OR source = 'staff' OR source = 'plugin' OR source = 'import'),
          status TEXT NOT NULL
            CHECK (status = 'pending' OR status = 'open' OR status = 'completed' OR status = 'cancelled'),
          payment_status TEXT NOT NULL
            CHECK (payment_status = 'pending' OR payment_status = 'authorized' OR payment_status = 'partially_paid'
              OR payment_status = 'paid' OR payment_status = 'partially_refunded' OR payment_status = 'refunded'
              OR payment_status = 'voided' OR payment_status = 'failed'),
          fulfilment_status TEXT NOT NULL DEFAULT 'unfulfilled'
            CHECK (fulfilment_status = 'unfulfilled' OR fulfilment_status = 'partially_fulfilled'
              OR fulfilment_status = 'fulfilled' OR fulfilment_status = 'delivered'),
          locale TEXT,
          note TEXT,
          subtotal_amount INTEGER NOT NULL,
          discount_amount INTEGER NOT NULL,
          fee_amount INTEGER NOT NULL,
          shipping_amount INTEGER NOT NULL,
          shipping_tax_amount INTEGER NOT NULL,
          tax_amount INTEGER NOT NULL,
          total_amount INTEGER NOT NULL CHECK (total_amount >= 0),
          tender_amount INTEGER NOT NULL,
          prices_include_tax INTEGER NOT NULL,
          currency TEXT NOT NULL,
          shipping_address_id INTEGER REFERENCES order_addresses (id),
          billing_address_id INTEGER REFERENCES order_addresses (id),
          cart_id INTEGER,
          held_until INTEGER,
          buyer_name TEXT,
          buyer_last_name TEXT,
          metadata TEXT,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX orders_user ON orders (user_id, created_at, id) WHERE user_id IS NOT NULL;
        CREATE INDEX orders_created ON orders (created_at, id);
        CREATE INDEX orders_states ON orders (status, payment_status, fulfilment_status, created_at, id);
        CREATE INDEX orders_email ON orders (email, id);
        CREATE INDEX orders_buyer_name ON orders (buyer_name, id);
        CREATE INDEX orders_buyer_last_name ON orders (buyer_last_name, id);
        CREATE TABLE order_items (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          parent_id INTEGER,
          product_id INTEGER,
          variant_id INTEGER,
          sku TEXT NOT NULL,
          name TEXT NOT NULL,
          quantity INTEGER NOT NULL CHECK (quantity > 0),
          price INTEGER NOT NULL,
          total INTEGER NOT NULL,
          discount_amount INTEGER NOT NULL,
          tax_amount INTEGER NOT NULL,
          tax_class TEXT,
          properties TEXT,
          ships INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX order_items_order ON order_items (order_id);
        CREATE TABLE order_allocations (
          id INTEGER PRIMARY KEY,
          order_item_id INTEGER NOT NULL REFERENCES order_items (id),
          inventory_id INTEGER NOT NULL,
          quantity INTEGER NOT NULL CHECK (quantity > 0),
          released_quantity INTEGER NOT NULL DEFAULT 0 CHECK (released_quantity BETWEEN 0 AND quantity)
        ) STRICT;
        CREATE INDEX order_allocations_item ON order_allocations (order_item_id);
        CREATE TABLE order_status_history (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          of TEXT NOT NULL DEFAULT 'status' CHECK (of = 'status' OR of = 'payment' OR of = 'fulfilment'),
          status TEXT NOT NULL,
          comment TEXT NOT NULL DEFAULT '',
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX order_status_history_order ON order_status_history (order_id);
        CREATE TABLE order_adjustments (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          order_item_id INTEGER REFERENCES order_items (id),
          kind TEXT NOT NULL,
          source TEXT NOT NULL,
          hook TEXT,
          rule TEXT,
          label TEXT NOT NULL,
          amount INTEGER NOT NULL,
          shares TEXT,
          nanoseconds INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX order_adjustments_order ON order_adjustments (order_id);
        CREATE TABLE order_holds (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          owner TEXT NOT NULL,
          name TEXT NOT NULL,
          reason TEXT NOT NULL DEFAULT '',
          created_at INTEGER NOT NULL,
          released_at INTEGER
        ) STRICT;
        CREATE INDEX order_holds_order ON order_holds (order_id);
        CREATE TABLE order_notes (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          author TEXT NOT NULL,
          text TEXT NOT NULL,
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX order_notes_order ON order_notes (order_id);
        """

    static let views: [CoreView] = [
        .granted(
            "orders",
            columns: [
                "id", "number", "user_id", "source", "status", "payment_status", "fulfilment_status", "locale",
                "subtotal_amount", "discount_amount", "fee_amount", "shipping_amount", "shipping_tax_amount",
                "tax_amount", "total_amount", "tender_amount", "prices_include_tax", "currency", "cart_id",
                "held_until", "metadata", "created_at", "updated_at",
            ]
        ),
        .granted(
            "order_items",
            columns: [
                "id", "order_id", "parent_id", "product_id", "variant_id", "sku", "name", "quantity", "price",
                "total", "discount_amount", "tax_amount", "tax_class", "properties", "ships",
            ]
        ),
        .granted(
            "order_status_history",
            columns: [
                "id", "order_id", "of", "status", "comment", "created_at",
            ]
        ),
        .granted(
            "order_adjustments",
            columns: [
                "id", "order_id", "order_item_id", "kind", "source", "hook", "rule", "label", "amount", "shares",
            ]
        ),
        .granted(
            "order_holds",
            columns: [
                "id", "order_id", "owner", "name", "reason", "created_at", "released_at",
            ]
        ),
        .people(
            "order_contacts",
            of: "orders",
            columns: [
                "id", "email", "note", "shipping_address_id", "billing_address_id",
            ]
        ),
        .people(
            "order_addresses",
            columns: [
                "id", "first_name", "last_name", "company", "phone", "tax_id", "address_line1", "address_line2",
                "city", "state", "postal_code", "country",
            ]
        ),
    ]
}
