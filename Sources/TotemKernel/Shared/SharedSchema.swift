enum SharedSchema {
    /// `outbox` holds what happened until it has been delivered; `idempotency_keys` the answers that a repeated
    /// request gets.
    static let sql = """
        CREATE TABLE outbox (
          id INTEGER PRIMARY KEY,
          event_type TEXT NOT NULL,
          subject_id INTEGER NOT NULL,
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE idempotency_keys (
          scope TEXT NOT NULL,
          key TEXT NOT NULL,
          request_hash BLOB NOT NULL,
          status INTEGER NOT NULL,
          body BLOB NOT NULL,
          headers TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          PRIMARY KEY (scope, key)
        ) STRICT;
        CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
        """
}
