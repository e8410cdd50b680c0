-- `code_key` is the code in capitals: buyers type codes as they like, and two codes never differ by case alone.
-- `times_used` is the number of rows in coupon_usage, kept by the same transaction, so that the limit is one
-- conditional update and never a count.
CREATE TABLE coupons (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  code_key TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('percentage', 'fixed_amount')),
  value INTEGER NOT NULL CHECK (value > 0),
  minimum_purchase INTEGER CHECK (minimum_purchase >= 0),
  usage_limit INTEGER CHECK (usage_limit >= 1),
  times_used INTEGER NOT NULL DEFAULT 0 CHECK (times_used >= 0),
  start_date INTEGER,
  end_date INTEGER,
  is_active INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE coupon_usage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  coupon_id INTEGER NOT NULL REFERENCES coupons (id),
  order_id INTEGER NOT NULL,
  user_id INTEGER,
  used_at INTEGER NOT NULL,
  UNIQUE (order_id, coupon_id)
) STRICT;

CREATE INDEX coupon_usage_coupon ON coupon_usage (coupon_id, id);
