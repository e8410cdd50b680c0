public import TotemStore

/// The roles of a PostgreSQL server that plugins' SQL runs under.
public enum PluginRoles {
    /// Those that have something to do with this database: its plugins' policies, and the owners of their tables.
    public static func count(in tx: Transaction) throws -> Int64? {
        try tx.first(
            """
            SELECT COUNT(DISTINCT rolname) FROM pg_shdepend JOIN pg_roles ON oid = refobjid
            WHERE refclassid = 'pg_authid'::regclass AND starts_with(rolname, 'totem_plugin_')
              AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        ) { row in try row.get(0, as: Int64.self) }
    }
}
