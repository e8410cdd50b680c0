enum PaymentsSchema {
    /// `amount` of a refund is all of it; `shipping_amount` what of it is for shipping, with its added tax. `amount` of a
    /// line is what was given back for its units, with the tax in it, which is `tax_amount`. `unshipped_quantity` are the units
    /// of it that had not been shipped.
    static let sql = """
        CREATE TABLE payments (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          amount INTEGER NOT NULL CHECK (amount >= 0),
          captured_amount INTEGER NOT NULL DEFAULT 0 CHECK (captured_amount >= 0),
          voided_amount INTEGER NOT NULL DEFAULT 0 CHECK (voided_amount BETWEEN 0 AND amount - captured_amount),
          refunded_amount INTEGER NOT NULL DEFAULT 0 CHECK (refunded_amount BETWEEN 0 AND captured_amount),
          payment_method TEXT NOT NULL,
          transaction_id TEXT,
          status TEXT NOT NULL CHECK (status IN ('pending', 'authorized', 'partially_captured', 'captured', 'voided',
                                                 'failed', 'partially_refunded', 'refunded')),
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX payments_order ON payments (order_id);
        CREATE TABLE refunds (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          amount INTEGER NOT NULL CHECK (amount >= 0),
          shipping_amount INTEGER NOT NULL DEFAULT 0 CHECK (shipping_amount BETWEEN 0 AND amount),
          reason TEXT NOT NULL DEFAULT '',
          status TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX refunds_order ON refunds (order_id);
        CREATE INDEX refunds_created ON refunds (created_at);
        CREATE TABLE refund_lines (
          id INTEGER PRIMARY KEY,
          refund_id INTEGER NOT NULL REFERENCES refunds (id),
          order_item_id INTEGER NOT NULL REFERENCES order_items (id),
          quantity INTEGER NOT NULL CHECK (quantity > 0),
          unshipped_quantity INTEGER NOT NULL CHECK (unshipped_quantity BETWEEN 0 AND quantity),
          amount INTEGER NOT NULL CHECK (amount >= 0),
          tax_amount INTEGER NOT NULL CHECK (tax_amount BETWEEN 0 AND amount),
          restock INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX refund_lines_refund ON refund_lines (refund_id);
        CREATE INDEX refund_lines_item ON refund_lines (order_item_id);
        CREATE TABLE refund_payments (
          id INTEGER PRIMARY KEY,
          refund_id INTEGER NOT NULL REFERENCES refunds (id),
          payment_id INTEGER NOT NULL REFERENCES payments (id),
          amount INTEGER NOT NULL CHECK (amount > 0)
        ) STRICT;
        CREATE INDEX refund_payments_refund ON refund_payments (refund_id);
        CREATE INDEX refund_payments_payment ON refund_payments (payment_id);
        """
}
