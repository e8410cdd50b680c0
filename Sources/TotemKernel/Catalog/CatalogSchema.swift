enum CatalogSchema {
    /// `sku` of a product that has variants is its slug when the shop gave none. `manages_stock = 0` means always
    /// available. A value of an attribute is kept as text and read by the attribute's type. `position` keeps the
    /// shop's own order of images, options and variants. Lists have an index for what everybody sees and one for what
    /// staff see. `product_prices` holds the prices that a product can be bought for: its variants', or its own when it
    /// has none. `refiled_to` is the product up to which those of a category have followed its last move; NULL: all have.
    static let sql = """
        CREATE TABLE products (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT NOT NULL,
          slug TEXT NOT NULL UNIQUE,
          description TEXT NOT NULL DEFAULT '',
          sku TEXT NOT NULL UNIQUE,
          price INTEGER NOT NULL CHECK (price >= 0),
          cost INTEGER CHECK (cost >= 0),
          currency TEXT NOT NULL,
          weight INTEGER NOT NULL DEFAULT 0 CHECK (weight >= 0),
          tax_class TEXT,
          dimensions TEXT,
          is_active INTEGER NOT NULL DEFAULT 1,
          manages_stock INTEGER NOT NULL DEFAULT 1,
          metadata TEXT,
          version INTEGER NOT NULL DEFAULT 1,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX products_active ON products (is_active, id);
        CREATE INDEX products_active_name ON products (is_active, name, id);
        CREATE INDEX products_name ON products (name, id);
        CREATE TABLE product_prices (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
          price INTEGER NOT NULL,
          is_active INTEGER NOT NULL,
          UNIQUE (product_id, price)
        ) STRICT;
        CREATE INDEX product_prices_price ON product_prices (price, product_id);
        CREATE INDEX product_prices_active ON product_prices (is_active, price, product_id);
        CREATE TABLE product_images (
          id INTEGER PRIMARY KEY,
          product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
          url TEXT NOT NULL,
          position INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX product_images_product ON product_images (product_id, position);
        CREATE TABLE product_categories (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT NOT NULL,
          parent_id INTEGER REFERENCES product_categories (id),
          slug TEXT NOT NULL UNIQUE,
          description TEXT NOT NULL DEFAULT '',
          refiled_to INTEGER
        ) STRICT;
        CREATE INDEX product_categories_parent ON product_categories (parent_id);
        CREATE UNIQUE INDEX product_categories_name ON product_categories (COALESCE(parent_id, 0), name);
        CREATE TABLE product_category_mappings (
          id INTEGER PRIMARY KEY,
          product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
          category_id INTEGER NOT NULL REFERENCES product_categories (id) ON DELETE CASCADE,
          UNIQUE (product_id, category_id)
        ) STRICT;
        CREATE INDEX product_category_mappings_category ON product_category_mappings (category_id, product_id);
        CREATE TABLE product_attributes (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT NOT NULL UNIQUE,
          type TEXT NOT NULL CHECK (type IN ('text', 'number', 'boolean', 'date'))
        ) STRICT;
        CREATE TABLE product_attribute_values (
          id INTEGER PRIMARY KEY,
          product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
          attribute_id INTEGER NOT NULL REFERENCES product_attributes (id),
          value TEXT NOT NULL,
          UNIQUE (product_id, attribute_id)
        ) STRICT;
        CREATE INDEX product_attribute_values_attribute ON product_attribute_values (attribute_id);
        CREATE TABLE product_variants (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
          sku TEXT NOT NULL UNIQUE,
          price INTEGER NOT NULL CHECK (price >= 0),
          weight INTEGER CHECK (weight >= 0),
          tax_class TEXT,
          manages_stock INTEGER NOT NULL DEFAULT 1,
          inventory_quantity INTEGER NOT NULL DEFAULT 0,
          position INTEGER NOT NULL DEFAULT 0,
          metadata TEXT
        ) STRICT;
        CREATE INDEX product_variants_product ON product_variants (product_id, position);
        CREATE TABLE product_variant_attribute_values (
          id INTEGER PRIMARY KEY,
          variant_id INTEGER NOT NULL REFERENCES product_variants (id) ON DELETE CASCADE,
          attribute_id INTEGER NOT NULL REFERENCES product_attributes (id),
          value TEXT NOT NULL,
          UNIQUE (variant_id, attribute_id)
        ) STRICT;
        CREATE INDEX product_variant_attribute_values_attribute ON product_variant_attribute_values (attribute_id);
        """

    static let views: [CoreView] = [
        .granted(
            "products",
            columns: [
                "id", "name", "slug", "description", "sku", "price", "cost", "currency", "weight", "tax_class",
                "dimensions", "is_active", "manages_stock", "metadata", "version", "created_at", "updated_at",
            ]
        ),
        .granted(
            "product_images",
            columns: [
                "id", "product_id", "url", "position",
            ]
        ),
        .granted(
            "product_categories",
            columns: [
                "id", "name", "parent_id", "slug", "description",
            ]
        ),
        .granted(
            "product_category_mappings",
            columns: [
                "id", "product_id", "category_id",
            ]
        ),
        .granted(
            "product_attributes",
            columns: [
                "id", "name", "type",
            ]
        ),
        .granted(
            "product_attribute_values",
            columns: [
                "id", "product_id", "attribute_id", "value",
            ]
        ),
        .granted(
            "product_variants",
            columns: [
                "id", "product_id", "sku", "price", "weight", "tax_class", "manages_stock", "inventory_quantity",
                "position", "metadata",
            ]
        ),
        .granted(
            "product_variant_attribute_values",
            columns: [
                "id", "variant_id", "attribute_id", "value",
            ]
        ),
    ]
}
