enum UsersSchema {
    /// Of tokens and keys only a SHA-256 is kept: who reads the store can't use them. `user_words` is what people are looked
    /// for by: see ``UserWords``.
    static let sql = """
        CREATE TABLE users (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          email TEXT NOT NULL UNIQUE,
          password_hash TEXT NOT NULL,
          first_name TEXT NOT NULL DEFAULT '',
          last_name TEXT NOT NULL DEFAULT '',
          phone_number TEXT,
          is_active INTEGER NOT NULL DEFAULT 1,
          metadata TEXT,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE user_words (
          word TEXT NOT NULL,
          user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
          PRIMARY KEY (word, user_id)
        ) STRICT;
        CREATE INDEX user_words_user ON user_words (user_id, word);
        CREATE TABLE user_roles (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
          role TEXT NOT NULL CHECK (role IN ('admin', 'store_manager', 'staff', 'customer')),
          UNIQUE (user_id, role)
        ) STRICT;
        CREATE TABLE user_addresses (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
          address_type TEXT NOT NULL CHECK (address_type IN ('billing', 'shipping')),
          first_name TEXT,
          last_name TEXT,
          company TEXT,
          phone TEXT,
          tax_id TEXT,
          address_line1 TEXT NOT NULL,
          address_line2 TEXT,
          city TEXT NOT NULL,
          state TEXT,
          postal_code TEXT,
          country TEXT NOT NULL,
          is_default INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX user_addresses_user ON user_addresses (user_id);
        CREATE TABLE sessions (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
          token_hash BLOB NOT NULL UNIQUE,
          created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX sessions_user ON sessions (user_id);
        CREATE INDEX sessions_expiry ON sessions (expires_at);
        CREATE TABLE api_keys (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT NOT NULL UNIQUE,
          role TEXT NOT NULL CHECK (role IN ('admin', 'store_manager', 'staff', 'customer')),
          key_hash BLOB NOT NULL UNIQUE,
          created_at INTEGER NOT NULL,
          revoked_at INTEGER
        ) STRICT;
        """

    /// Whether somebody may do more than buy is shown to no plugin.
    static let views: [CoreView] = [
        .people(
            "customers",
            of: "users",
            columns: [
                "id", "email", "first_name", "last_name", "phone_number", "is_active", "metadata", "created_at",
                "updated_at",
            ]
        ),
        .people(
            "customer_addresses",
            of: "user_addresses",
            columns: [
                "id", "user_id", "address_type", "first_name", "last_name", "company", "phone", "tax_id",
                "address_line1", "address_line2", "city", "state", "postal_code", "country", "is_default",
            ]
        ),
    ]
}
