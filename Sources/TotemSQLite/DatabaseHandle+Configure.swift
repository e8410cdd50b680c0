internal import CSQLite
internal import Glibc
internal import TotemStore

extension DatabaseHandle {
    /// Settings of every connection. The ones that make a store durable are checked, not trusted.
    func configure(_ options: SQLiteOptions, isWriter: Bool) throws {
        let patience = Patience(milliseconds: options.busyTimeout)
        patience.install(on: pointer)
        self.patience = patience
        try harden()
        if isWriter { try switchToWriteAheadLog() }
        // Memory-mapped reads would turn a failing disk into SIGBUS; the system's page cache is as fast.
        try run(
            """
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA mmap_size = 0;
            PRAGMA secure_delete = OFF;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA cache_size = \(isWriter ? -16_384 : -2_048);
            PRAGMA journal_size_limit = 67108864;
            """
        )
        if !isWriter { try run("PRAGMA query_only = ON") }
        // SQLite makes these tables at their first use, under the rights of whoever uses them first. Plugins may read
        // them, but have no right to make a table.
        _ = try answer(to: "SELECT count(*) FROM json_each('[]'), json_tree('[]')")
        // Reads the file, so that a damaged or foreign one is refused now.
        _ = try answer(to: "SELECT count(*) FROM sqlite_schema")
    }

    /// Nothing in a database file is trusted, and no statement may reach beyond it.
    private func harden() throws {
        let flags: [(Int32, Int32)] = [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
            (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
        ]
        for (flag, value) in flags {
            let code = totem_sqlite_db_config(pointer, flag, value)
            guard code == SQLITE_OK else { throw error(code, sql: nil) }
        }
        sqlite3_limit(pointer, SQLITE_LIMIT_ATTACHED, 0)
        sqlite3_limit(pointer, SQLITE_LIMIT_LENGTH, 64 << 20)
    }

    private func switchToWriteAheadLog() throws {
        if sqlite3_db_readonly(pointer, "main") == 1 {
            let isMounted = access(path, W_OK) != 0 && errno == EROFS
            let reason = isMounted ? "its file system is mounted read-only" : "this user may not write it"
            throw StoreError(sqlite: SQLITE_READONLY, reason, path: path)
        }
        let mode = try answer(to: "PRAGMA journal_mode = WAL")
        guard mode == "wal" else {
            throw StoreError(
                .cannotOpen,
                "\(path) can't use a write-ahead log (its file system gives '\(mode)'); put the store on a local disk"
            )
        }
    }
}
