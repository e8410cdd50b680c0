-- What the owner said of a zone stands in `regions`, as JSON; shipping_regions has the same one by one, to find an address's zone by
-- its country. A region that two zones have would leave it to chance which of them an address is in.
CREATE TABLE shipping_zones (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  regions TEXT NOT NULL
) STRICT;

-- '*' is the rest of the world. Empty: every state, every postal code.
CREATE TABLE shipping_regions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  zone_id INTEGER NOT NULL REFERENCES shipping_zones (id) ON DELETE CASCADE,
  country TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT '',
  postal_code TEXT NOT NULL DEFAULT '',
  UNIQUE (country, state, postal_code)
) STRICT;

CREATE INDEX shipping_regions_zone ON shipping_regions (zone_id);

-- Amounts are minor units of the store's currency. `bands` and `classes` are JSON, as they are shown.
CREATE TABLE shipping_rates (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  zone_id INTEGER NOT NULL REFERENCES shipping_zones (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('flat', 'item', 'weight', 'total', 'pickup')),
  amount INTEGER NOT NULL CHECK (amount >= 0),
  item_amount INTEGER NOT NULL CHECK (item_amount >= 0),
  bands TEXT NOT NULL,
  free_from INTEGER CHECK (free_from >= 0),
  classes TEXT NOT NULL,
  position INTEGER NOT NULL,
  is_active INTEGER NOT NULL
) STRICT;

CREATE INDEX shipping_rates_zone ON shipping_rates (zone_id, position, id);

CREATE TABLE shipping_classes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE shipping_product_classes (
  product_id INTEGER PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
  class_id INTEGER NOT NULL REFERENCES shipping_classes (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX shipping_product_classes_class ON shipping_product_classes (class_id, product_id);
