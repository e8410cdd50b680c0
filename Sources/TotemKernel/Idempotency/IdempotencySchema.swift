enum IdempotencySchema {
    /// `idempotency_keys` holds the answers that a repeated request gets, or what the request waits for until it has one.
    static let sql = """
        CREATE TABLE idempotency_keys (
          scope TEXT NOT NULL,
          key TEXT NOT NULL,
          request_hash BLOB NOT NULL,
          status INTEGER NOT NULL,
          body BLOB NOT NULL,
          headers TEXT NOT NULL,
          waits_for INTEGER,
          created_at INTEGER NOT NULL,
          PRIMARY KEY (scope, key)
        ) STRICT;
        CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
        """
}
