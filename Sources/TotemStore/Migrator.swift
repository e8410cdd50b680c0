/// Brings one component's schema (the core, or a plugin) to the version this program knows.
///
/// What is applied is kept in `schema_versions`. A minor version only adds, so a program works with any
/// schema of its own major version; a newer major version is refused before anything is touched.
public struct Migrator: Sendable {
    public let component: String
    public let migrations: [Migration]
    /// What the scripts may touch; nil for the core.
    private let policy: AccessPolicy?

    /// - Parameter migrations: in any order; versions must differ.
    public init(component: String, migrations: [Migration], allowedBy policy: AccessPolicy? = nil) {
        self.component = component
        self.migrations = migrations.sorted { $0.version < $1.version }
        self.policy = policy
    }

    /// Applies what is missing, all or nothing with the rest of the transaction.
    /// - Returns: what was applied now; empty when the schema was up to date.
    /// - Throws: ``StoreError`` `.newerSchema`, `.changedMigration`, or what the SQL ran into.
    @discardableResult
    public func apply(in tx: Transaction, at milliseconds: Int64) throws -> [Migration] {
        // Of two nodes that start together, the second finds everything applied.
        try tx.lock(.schema)
        try tx.runScript(
            """
            CREATE TABLE IF NOT EXISTS schema_versions (
              component TEXT NOT NULL,
              version TEXT NOT NULL,
              checksum TEXT NOT NULL,
              applied_at INTEGER NOT NULL,
              PRIMARY KEY (component, version)
            ) STRICT;
            """
        )
        let missing = try pending(in: tx)
        for migration in missing {
            try naming(migration) {
                try tx.runScript(migration.sql, allowedBy: policy)
                if let own = migration.own[tx.engine] { try tx.runScript(own, allowedBy: policy) }
            }
            try tx.execute(
                "INSERT INTO schema_versions (component, version, checksum, applied_at) VALUES ($1, $2, $3, $4)",
                component,
                migration.version.description,
                migration.checksum,
                milliseconds
            )
        }
        return missing
    }

    /// Of a plugin, which has several scripts and another author, an error tells in which of them it is.
    private func naming(_ migration: Migration, _ run: () throws -> Void) throws {
        do {
            try run()
        } catch let error as StoreError where policy != nil {
            throw StoreError(
                error.code,
                "migration \(migration.version) (\(migration.name)): \(error.message)",
                sql: error.sql,
                retryAfter: error.retryAfter,
                table: error.table
            )
        }
    }

    /// What `apply` would run, after checking what was applied before. Needs `schema_versions`.
    public func pending(in tx: Transaction) throws -> [Migration] {
        let applied = try appliedChecksums(in: tx)
        try refuseNewerMajor(applied.keys)
        return try migrations.filter { migration in
            guard let checksum = applied[migration.version] else { return true }
            guard checksum == migration.checksum else {
                throw StoreError(
                    .changedMigration,
                    "migration \(migration.version) (\(migration.name)) of \(component) was edited after it was applied; "
                        + "restore its text and put the change into a new version"
                )
            }
            return false
        }
    }

    /// Forgets what was applied of a component whose tables have been dropped.
    public static func forget(_ component: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM schema_versions WHERE component = $1", component)
    }

    /// What was applied of every component, and when in milliseconds. Needs `schema_versions`.
    public static func applied(in tx: Transaction) throws -> [String: [SemanticVersion: Int64]] {
        let rows = try tx.query("SELECT component, version, applied_at FROM schema_versions") { row in
            (component: try row.get(0, as: String.self), version: try version(row), at: try row.get(2, as: Int64.self))
        }
        return Dictionary(grouping: rows, by: \.component).mapValues { rows in
            Dictionary(rows.map { ($0.version, $0.at) }) { first, _ in first }
        }
    }

    private static func version(_ row: Row) throws -> SemanticVersion {
        let text: String = try row.get(1)
        guard let version = SemanticVersion(text) else {
            throw StoreError(.corrupt, "schema_versions holds '\(text)', which is no version")
        }
        return version
    }

    private func appliedChecksums(in tx: Transaction) throws -> [SemanticVersion: String] {
        let rows = try tx.query(
            "SELECT checksum, version FROM schema_versions WHERE component = $1",
            component
        ) { row in (try Self.version(row), try row.get(0, as: String.self)) }
        return Dictionary(rows) { first, _ in first }
    }

    private func refuseNewerMajor(_ applied: some Sequence<SemanticVersion>) throws {
        guard let newest = applied.max(), let known = migrations.last?.version, newest.major > known.major else {
            return
        }
        throw StoreError(
            .newerSchema,
            "the store has schema \(newest) of \(component), this program knows \(known); "
                + "upgrade the program, or restore a backup made before the upgrade"
        )
    }
}
