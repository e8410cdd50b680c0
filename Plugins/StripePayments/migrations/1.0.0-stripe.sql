-- A row for each payment that the shop has asked for: which PaymentIntent of Stripe's it is, and what was said of it before
-- Stripe was told. Amounts are in Stripe's smallest unit. What an intent is made with stays what it was, so that asking for it
-- a second time with the same key asks for the same.
-- `capture_key` is the operation that takes the money: Stripe takes it once.
CREATE TABLE stripe_payments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  payment_key TEXT NOT NULL UNIQUE,
  intent_id TEXT UNIQUE,
  user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  customer_id TEXT,
  payment_method TEXT,
  saves_method INTEGER NOT NULL DEFAULT 0,
  capture_method TEXT NOT NULL CHECK (capture_method IN ('automatic', 'manual')),
  amount INTEGER NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL,
  confirmations INTEGER NOT NULL DEFAULT 0,
  is_shown INTEGER NOT NULL DEFAULT 0,
  is_given_up INTEGER NOT NULL DEFAULT 0,
  capture_key TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX stripe_payments_user ON stripe_payments (user_id);

-- Who a customer of the shop is at Stripe, where saved cards are kept. Without a user, the customer was erased here and is still to
-- be deleted there.
CREATE TABLE stripe_customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER UNIQUE REFERENCES users (id) ON DELETE SET NULL,
  customer_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
