enum CartsSchema {
    /// `token` is the unguessable id that clients see. `order_id` is set once, at checkout. A line whose product or variant
    /// was deleted stays, so it refers to them by number only, and keeps the SKU and name that they had. A cart has no
    /// currency of its own: its prices are the store's. A line of a plugin's has the plugin's name and the plugin's own key.
    /// `cart_fetches` is what plugins have fetched for a cart: `quotes` is a JSON object by their keys, good for the cart with this
    /// `content` (a digest) and this shipping `rate` (NULL: with any), and to be asked for again after `until`.
    static let sql = """
        CREATE TABLE carts (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          token TEXT NOT NULL UNIQUE,
          user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
          email TEXT,
          locale TEXT,
          note TEXT,
          metadata TEXT,
          shipping_address TEXT,
          billing_address TEXT,
          shipping_rate TEXT,
          order_id INTEGER,
          version INTEGER NOT NULL DEFAULT 1,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX carts_user ON carts (user_id);
        CREATE INDEX carts_email ON carts (email) WHERE email IS NOT NULL;
        CREATE INDEX carts_updated ON carts (updated_at);
        CREATE TABLE cart_items (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          cart_id INTEGER NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
          parent_id INTEGER REFERENCES cart_items (id) ON DELETE CASCADE,
          product_id INTEGER NOT NULL,
          variant_id INTEGER,
          sku TEXT NOT NULL,
          name TEXT NOT NULL,
          quantity INTEGER NOT NULL CHECK (quantity > 0),
          properties TEXT,
          flags INTEGER NOT NULL DEFAULT 0,
          plugin TEXT,
          plugin_key TEXT
        ) STRICT;
        CREATE UNIQUE INDEX cart_items_plugin ON cart_items (cart_id, plugin, plugin_key) WHERE plugin IS NOT NULL;
        CREATE INDEX cart_items_cart ON cart_items (cart_id);
        CREATE INDEX cart_items_parent ON cart_items (parent_id) WHERE parent_id IS NOT NULL;
        CREATE TABLE cart_fetches (
          cart_id INTEGER NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
          plugin TEXT NOT NULL,
          content TEXT NOT NULL,
          rate TEXT,
          quotes TEXT NOT NULL,
          has_failed INTEGER NOT NULL,
          until INTEGER NOT NULL,
          PRIMARY KEY (cart_id, plugin)
        ) STRICT;
        CREATE TABLE cart_codes (
          id INTEGER PRIMARY KEY,
          cart_id INTEGER NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
          code TEXT NOT NULL,
          plugin TEXT NOT NULL,
          UNIQUE (cart_id, code)
        ) STRICT;
        """

    /// Whoever knows a cart's token may buy with it: it is shown to no plugin.
    static let views: [CoreView] = [
        .granted(
            "carts",
            columns: [
                "id", "user_id", "locale", "order_id", "version", "created_at", "updated_at",
            ]
        ),
        .granted(
            "cart_items",
            columns: [
                "id", "cart_id", "parent_id", "product_id", "variant_id", "sku", "name", "quantity", "properties",
                "flags", "plugin",
            ]
        ),
        .granted(
            "cart_codes",
            columns: [
                "id", "cart_id", "code", "plugin",
            ]
        ),
        .people(
            "cart_contacts",
            of: "carts",
            columns: [
                "id", "email", "shipping_address", "billing_address", "note",
            ]
        ),
    ]
}
