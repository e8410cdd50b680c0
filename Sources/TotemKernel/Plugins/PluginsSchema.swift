enum PluginsSchema {
    /// `settings` is JSON. The columns of a quarantine say why, in what of its functions and when a plugin was switched off
    /// because it had ended the shop's process; NULL when it is in none. `tried_out` is the digest of the library that has run
    /// in a process of its own, as it should.
    /// `granted` is JSON of what its owner has agreed with; NULL when nobody was asked.
    /// `closed_hooks` are names, separated by blanks. `replacement` counts how often a version was installed again.
    /// `isolation` is where its owner wants it to run; NULL: where its manifest says.
    static let sql = """
        CREATE TABLE plugins (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT NOT NULL UNIQUE,
          version TEXT NOT NULL,
          is_active INTEGER NOT NULL DEFAULT 0,
          settings TEXT NOT NULL DEFAULT '{}',
          quarantine_reason TEXT,
          quarantine_function TEXT,
          quarantined_at INTEGER,
          tried_out TEXT,
          granted TEXT,
          closed_hooks TEXT NOT NULL DEFAULT '',
          replacement INTEGER NOT NULL DEFAULT 0,
          isolation TEXT CHECK (isolation IN ('none', 'process')),
          updated_at INTEGER NOT NULL
        ) STRICT;
        """
}
