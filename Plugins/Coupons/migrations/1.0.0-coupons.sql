-- A coupon: when it may be used, and what it takes off. Its columns are read by their place; new ones go to the end.
--
-- `code_key` is the code in capitals: buyers type codes as they like, and two codes never differ by case alone.
-- Lists of ids are JSON: [1,2]; NULL stands for an empty one.
-- `times_used` counts the rows of coupon_usage while there is a limit, so that the limit is one conditional update and
-- never a count. Without one nothing is counted in this row, which every order would have to wait for.
CREATE TABLE coupons (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  code_key TEXT NOT NULL UNIQUE,
  label TEXT,
  activation TEXT NOT NULL DEFAULT 'code' CHECK (activation IN ('code', 'automatic', 'generated')),
  type TEXT NOT NULL CHECK (type IN ('percentage', 'fixed_amount', 'buy_x_get_y')),
  value INTEGER NOT NULL CHECK (value >= 0),
  maximum_discount INTEGER CHECK (maximum_discount >= 1),
  free_shipping INTEGER NOT NULL DEFAULT 0,
  buy_quantity INTEGER CHECK (buy_quantity >= 1),
  get_quantity INTEGER CHECK (get_quantity >= 1),
  times_per_order INTEGER CHECK (times_per_order >= 1),
  get_products TEXT,
  get_categories TEXT,
  products TEXT,
  excluded_products TEXT,
  categories TEXT,
  excluded_categories TEXT,
  segments TEXT,
  excluded_segments TEXT,
  minimum_purchase INTEGER CHECK (minimum_purchase >= 0),
  minimum_quantity INTEGER CHECK (minimum_quantity >= 1),
  first_order_only INTEGER NOT NULL DEFAULT 0,
  is_exclusive INTEGER NOT NULL DEFAULT 0,
  priority INTEGER NOT NULL DEFAULT 0,
  usage_limit INTEGER CHECK (usage_limit >= 1),
  usage_limit_per_customer INTEGER CHECK (usage_limit_per_customer >= 1),
  times_used INTEGER NOT NULL DEFAULT 0 CHECK (times_used >= 0),
  start_date INTEGER,
  end_date INTEGER,
  is_active INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX coupons_automatic ON coupons (id) WHERE activation = 'automatic' AND is_active = 1;

-- Which orders have used it. No foreign key: PostgreSQL would hold the coupon's row for it in every order.
CREATE TABLE coupon_usage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  coupon_id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  user_id INTEGER,
  used_at INTEGER NOT NULL,
  UNIQUE (order_id, coupon_id)
) STRICT;

CREATE INDEX coupon_usage_coupon ON coupon_usage (coupon_id, id);
CREATE INDEX coupon_usage_user ON coupon_usage (user_id, id) WHERE user_id IS NOT NULL;

-- The uses of a customer, `user:12` or `email:anna@example.com`, of coupons that have a limit for each customer. Every use
-- takes a place below the limit, and nobody can take one that is taken.
CREATE TABLE coupon_customer_uses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  coupon_id INTEGER NOT NULL,
  customer TEXT NOT NULL,
  place INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  UNIQUE (customer, coupon_id, place)
) STRICT;

CREATE INDEX coupon_customer_uses_order ON coupon_customer_uses (order_id);

-- Codes made in bulk. `generated` says how many there are by now.
CREATE TABLE coupon_batches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  coupon_id INTEGER NOT NULL REFERENCES coupons (id),
  prefix TEXT NOT NULL,
  length INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  generated INTEGER NOT NULL DEFAULT 0,
  is_active INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;

CREATE INDEX coupon_batches_coupon ON coupon_batches (coupon_id, id);

-- Each can be used once, in capitals; `order_id` has used it.
CREATE TABLE coupon_codes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id INTEGER NOT NULL REFERENCES coupon_batches (id),
  coupon_id INTEGER NOT NULL REFERENCES coupons (id),
  code TEXT NOT NULL UNIQUE,
  order_id INTEGER
) STRICT;

CREATE INDEX coupon_codes_batch ON coupon_codes (batch_id, id);
CREATE INDEX coupon_codes_order ON coupon_codes (order_id) WHERE order_id IS NOT NULL;
