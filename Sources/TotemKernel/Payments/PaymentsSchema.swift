enum PaymentsSchema {
    /// `amount` of a refund is all of it; `shipping_amount` what of it is for shipping, with its added tax. `amount` of a
    /// line is what was given back for its units, with the tax in it, which is `tax_amount`: both are shares, each rounded for
    /// itself, so that of some units the tax can be the larger. `unshipped_quantity` are the units of it that had not been shipped.
    ///
    /// Of a payment by a provider, `provider_key` is what a repeat is known by, `action` JSON for the buyer's client, `failure`
    /// why there is no money. Until `busy_until` a request is at it; from `settle_at` on somebody is to ask its provider what
    /// became of it (NULL: nothing is outstanding). `payment_operations` are what a provider is asked to do with a payment: written
    /// before it is asked, and settled by asking again with the same key. `request` is the refund that it is a part of. What
    /// `is_owed` to the buyer is asked for again when it was declined: `attempts` counts how often it was.
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
          status TEXT NOT NULL
            CHECK (status = 'pending' OR status = 'authorized' OR status = 'partially_captured'
              OR status = 'captured' OR status = 'voided' OR status = 'failed' OR status = 'partially_refunded'
              OR status = 'refunded'),
          provider_key TEXT,
          action TEXT,
          failure TEXT,
          busy_until INTEGER,
          settle_at INTEGER,
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX payments_order ON payments (order_id);
        CREATE INDEX payments_key ON payments (provider_key) WHERE provider_key IS NOT NULL;
        CREATE INDEX payments_transaction ON payments (transaction_id) WHERE transaction_id IS NOT NULL;
        CREATE INDEX payments_undecided ON payments (id) WHERE status = 'pending' AND settle_at IS NOT NULL;
        CREATE INDEX payments_settle ON payments (settle_at) WHERE settle_at IS NOT NULL;
        CREATE TABLE payment_operations (
          id INTEGER PRIMARY KEY,
          payment_id INTEGER NOT NULL REFERENCES payments (id),
          kind TEXT NOT NULL CHECK (kind = 'capture' OR kind = 'void' OR kind = 'refund'),
          amount INTEGER NOT NULL CHECK (amount >= 0),
          provider_key TEXT NOT NULL,
          request TEXT,
          reason TEXT NOT NULL,
          status TEXT NOT NULL CHECK (status = 'pending' OR status = 'succeeded' OR status = 'failed'),
          failure TEXT,
          is_owed INTEGER NOT NULL DEFAULT 0,
          attempts INTEGER NOT NULL DEFAULT 0,
          busy_until INTEGER NOT NULL,
          settle_at INTEGER,
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX payment_operations_payment ON payment_operations (payment_id);
        CREATE INDEX payment_operations_status ON payment_operations (status, id);
        CREATE INDEX payment_operations_settle ON payment_operations (settle_at) WHERE settle_at IS NOT NULL;
        CREATE TABLE refunds (
          id INTEGER PRIMARY KEY,
          order_id INTEGER NOT NULL REFERENCES orders (id),
          amount INTEGER NOT NULL CHECK (amount >= 0),
          shipping_amount INTEGER NOT NULL DEFAULT 0 CHECK (shipping_amount BETWEEN 0 AND amount),
          reason TEXT NOT NULL DEFAULT '',
          status TEXT NOT NULL CHECK (status = 'pending' OR status = 'succeeded' OR status = 'failed'),
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
          tax_amount INTEGER NOT NULL CHECK (tax_amount >= 0),
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

    /// What a provider knows a payment by is its own.
    static let views: [CoreView] = [
        .granted(
            "payments",
            columns: [
                "id", "order_id", "amount", "captured_amount", "voided_amount", "refunded_amount",
                "payment_method", "status", "created_at",
            ]
        ),
        .granted(
            "refunds",
            columns: [
                "id", "order_id", "amount", "shipping_amount", "reason", "status", "created_at",
            ]
        ),
        .granted(
            "refund_lines",
            columns: [
                "id", "refund_id", "order_item_id", "quantity", "amount", "tax_amount", "restock",
            ]
        ),
    ]
}
