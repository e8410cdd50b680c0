-- A cart that its buyer has left. `source_cart_id` is its number in v1_carts, `email` that of a guest, `updated_at` when the buyer
-- changed it last, `created_at` when it was found. `token` is what its recovery link ends with. `value` is in minor units of
-- `currency`, at the catalogue's prices of the time when it was found. `restored_cart_id` and `restored_cart` are the number and the
-- public id of the cart that the link has made, `restored_missing` what could not be put into it: members of a JSON array. Of several
-- carts that one order recovers, one has its amount and the others 0.
CREATE TABLE abandoned_carts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_cart_id INTEGER NOT NULL,
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  email TEXT,
  token TEXT NOT NULL UNIQUE,
  value INTEGER NOT NULL,
  currency TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  restored_cart_id INTEGER,
  restored_cart TEXT,
  restored_missing TEXT,
  recovered_at INTEGER,
  order_id INTEGER,
  recovered_amount INTEGER
) STRICT;

CREATE INDEX abandoned_carts_source ON abandoned_carts (source_cart_id);
CREATE INDEX abandoned_carts_restored ON abandoned_carts (restored_cart_id);
CREATE INDEX abandoned_carts_user ON abandoned_carts (user_id);
CREATE INDEX abandoned_carts_email ON abandoned_carts (email);
CREATE INDEX abandoned_carts_order ON abandoned_carts (order_id);
CREATE INDEX abandoned_carts_created ON abandoned_carts (created_at, id);

-- What was in it, as its buyer had put it in. `price` is the catalogue's of that time.
CREATE TABLE abandoned_cart_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cart_id INTEGER NOT NULL REFERENCES abandoned_carts (id) ON DELETE CASCADE,
  product_id INTEGER NOT NULL,
  variant_id INTEGER,
  sku TEXT NOT NULL,
  name TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  price INTEGER NOT NULL,
  properties TEXT,
  added_at INTEGER NOT NULL
) STRICT;

CREATE INDEX abandoned_cart_items_cart ON abandoned_cart_items (cart_id);

-- How far the shop's carts were looked at: those that were changed last before this, and of that moment up to this number. One row.
CREATE TABLE abandoned_cart_progress (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  updated_at INTEGER NOT NULL,
  cart_id INTEGER NOT NULL
) STRICT;
