-- A card's code is kept as its hash alone, and is NULL until somebody has been given it. `balance` is the sum of the
-- card's movements, kept by the transactions that write them, so that what is left is taken by one conditional update.
CREATE TABLE gift_cards (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code_hash TEXT UNIQUE,
  last_four TEXT,
  currency TEXT NOT NULL,
  value INTEGER NOT NULL CHECK (value > 0),
  balance INTEGER NOT NULL CHECK (balance >= 0),
  is_active INTEGER NOT NULL DEFAULT 1,
  expires_at INTEGER,
  order_id INTEGER,
  order_item_id INTEGER,
  unit INTEGER,
  user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  recipient_name TEXT,
  recipient_email TEXT,
  message TEXT,
  request_key TEXT UNIQUE,
  withdrawn_at INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (order_item_id, unit)
) STRICT;

CREATE INDEX gift_cards_order ON gift_cards (order_id, id);
CREATE INDEX gift_cards_user ON gift_cards (user_id, id);
CREATE INDEX gift_cards_recipient ON gift_cards (recipient_email, id);
CREATE INDEX gift_cards_last_four ON gift_cards (last_four, id);
CREATE INDEX gift_cards_expiry ON gift_cards (expires_at) WHERE balance > 0;

-- The statement: nothing in it ever changes.
CREATE TABLE gift_card_movements (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  gift_card_id INTEGER NOT NULL REFERENCES gift_cards (id),
  kind TEXT NOT NULL CHECK (kind IN ('issue', 'redeem', 'return', 'adjust', 'expire', 'withdraw')),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  balance INTEGER NOT NULL CHECK (balance >= 0),
  order_id INTEGER,
  payment_id INTEGER,
  reason TEXT,
  user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX gift_card_movements_card ON gift_card_movements (gift_card_id, id);
CREATE INDEX gift_card_movements_order ON gift_card_movements (order_id, kind);
CREATE INDEX gift_card_movements_payment ON gift_card_movements (payment_id, kind);
CREATE INDEX gift_card_movements_user ON gift_card_movements (user_id);

-- What is sold as a gift card.
CREATE TABLE gift_card_products (
  product_id INTEGER PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL
) STRICT;

-- The lines of orders that were gift cards when they were sold, whatever became of the product since.
CREATE TABLE gift_card_lines (
  order_item_id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL
) STRICT;

CREATE INDEX gift_card_lines_order ON gift_card_lines (order_id);
