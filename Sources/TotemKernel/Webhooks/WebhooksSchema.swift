enum WebhooksSchema {
    /// The secret signs what is delivered, so it is kept as it is; no view shows it to plugins.
    static let sql = """
        CREATE TABLE webhooks (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
          event_type TEXT NOT NULL,
          target_url TEXT NOT NULL,
          secret TEXT NOT NULL,
          is_active INTEGER NOT NULL DEFAULT 1,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX webhooks_event ON webhooks (event_type, is_active);
        CREATE INDEX webhooks_user ON webhooks (user_id);
        """
}
