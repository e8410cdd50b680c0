-- `secret` is what nobody guesses of the public link; NULL while the list is its owner's alone.
CREATE TABLE wishlists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  is_public INTEGER NOT NULL DEFAULT 0,
  secret TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (user_id, name)
) STRICT;

-- A product, or one variant of it, is on a list once.
CREATE TABLE wishlist_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  wishlist_id INTEGER NOT NULL REFERENCES wishlists (id) ON DELETE CASCADE,
  product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  variant_id INTEGER REFERENCES product_variants (id) ON DELETE CASCADE,
  added_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX wishlist_items_once ON wishlist_items (wishlist_id, product_id, COALESCE(variant_id, 0));
CREATE INDEX wishlist_items_product ON wishlist_items (product_id, id);
CREATE INDEX wishlist_items_variant ON wishlist_items (variant_id);

-- What the owner and those who were given the link say, of the list or of one thing on it.
CREATE TABLE wishlist_notes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  wishlist_id INTEGER NOT NULL REFERENCES wishlists (id) ON DELETE CASCADE,
  item_id INTEGER REFERENCES wishlist_items (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  author TEXT,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX wishlist_notes_list ON wishlist_notes (wishlist_id, id);
CREATE INDEX wishlist_notes_item ON wishlist_notes (item_id);
CREATE INDEX wishlist_notes_user ON wishlist_notes (user_id);

-- What is on any list, as it was when it was looked at last: what differs since is told to the owners of lists.
CREATE TABLE wishlist_goods (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  variant_id INTEGER REFERENCES product_variants (id) ON DELETE CASCADE,
  price INTEGER NOT NULL DEFAULT 0,
  is_available INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX wishlist_goods_once ON wishlist_goods (product_id, COALESCE(variant_id, 0));
CREATE INDEX wishlist_goods_variant ON wishlist_goods (variant_id);

-- What a list's owner was told.
CREATE TABLE wishlist_notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  wishlist_id INTEGER NOT NULL REFERENCES wishlists (id) ON DELETE CASCADE,
  product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  variant_id INTEGER REFERENCES product_variants (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('price_fell', 'back_in_stock')),
  price_before INTEGER NOT NULL,
  price INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX wishlist_notices_user ON wishlist_notices (user_id, id);
CREATE INDEX wishlist_notices_list ON wishlist_notices (wishlist_id);
CREATE INDEX wishlist_notices_product ON wishlist_notices (product_id);
CREATE INDEX wishlist_notices_variant ON wishlist_notices (variant_id);
CREATE INDEX wishlist_notices_age ON wishlist_notices (created_at);

-- The same goods as they are now. A product that comes in variants is there when one of them is.
CREATE VIEW wishlist_goods_now AS
  SELECT goods.id, goods.product_id, goods.variant_id, goods.price AS price_before, goods.is_available AS was_available,
    COALESCE(variant.price, product.price) AS price, product.currency, product.name, product.slug,
    COALESCE(variant.sku, product.sku) AS sku,
    CASE
      WHEN product.is_active = 0 THEN 0
      WHEN goods.variant_id IS NOT NULL THEN
        CASE WHEN variant.manages_stock = 0 OR variant.inventory_quantity > 0 THEN 1 ELSE 0 END
      WHEN EXISTS (SELECT 1 FROM v1_product_variants AS other WHERE other.product_id = product.id
        AND (other.manages_stock = 0 OR other.inventory_quantity > 0)) THEN 1
      WHEN EXISTS (SELECT 1 FROM v1_product_variants AS other WHERE other.product_id = product.id) THEN 0
      WHEN product.manages_stock = 0 THEN 1
      WHEN EXISTS (SELECT 1 FROM v1_inventory JOIN v1_warehouses ON v1_warehouses.id = v1_inventory.warehouse_id
        WHERE v1_inventory.product_id = product.id AND v1_inventory.quantity > 0 AND v1_warehouses.is_active = 1) THEN 1
      ELSE 0
    END AS is_available
  FROM wishlist_goods AS goods JOIN v1_products AS product ON product.id = goods.product_id
  LEFT JOIN v1_product_variants AS variant ON variant.id = goods.variant_id;
