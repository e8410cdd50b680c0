enum PaymentsSchema {
    static let sql = """
        CREATE TABLE payments (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          amount INTEGER NOT NULL CHECK (amount >= 0),
          captured_amount INTEGER NOT NULL DEFAULT 0 CHECK (captured_amount BETWEEN 0 AND amount),
          refunded_amount INTEGER NOT NULL DEFAULT 0 CHECK (refunded_amount BETWEEN 0 AND captured_amount),
          payment_method TEXT NOT NULL,
          transaction_id TEXT,
          status TEXT NOT NULL CHECK (status IN ('pending', 'authorized', 'captured', 'voided', 'failed',
                                                 'partially_refunded', 'refunded')),
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX payments_order ON payments (order_id);
        CREATE TABLE refunds (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          payment_id INTEGER NOT NULL REFERENCES payments (id),
          amount INTEGER NOT NULL CHECK (amount > 0),
          reason TEXT NOT NULL DEFAULT '',
          status TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX refunds_order ON refunds (order_id);
        CREATE INDEX refunds_payment ON refunds (payment_id);
        """
}
