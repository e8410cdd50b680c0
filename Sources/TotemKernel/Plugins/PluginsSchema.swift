enum PluginsSchema {
    /// `settings` is JSON. `disabled_reason` says why a plugin is off when it was not its owner who switched it off.
    /// `granted` is JSON of what its owner has agreed with; NULL when nobody was asked.
    /// `closed_hooks` are names, separated by blanks. `isolation` is where its owner wants it to run; NULL: where its
    /// manifest says.
    static let sql = """
        CREATE TABLE plugins (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT NOT NULL UNIQUE,
          version TEXT NOT NULL,
          is_active INTEGER NOT NULL DEFAULT 0,
          settings TEXT NOT NULL DEFAULT '{}',
          disabled_reason TEXT,
          granted TEXT,
          closed_hooks TEXT NOT NULL DEFAULT '',
          isolation TEXT CHECK (isolation IN ('none', 'process')),
          updated_at INTEGER NOT NULL
        ) STRICT;
        """
}
