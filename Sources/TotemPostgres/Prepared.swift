internal import TotemStore

/// A statement that the server has compiled for one connection.
final class Prepared {
    let name: String
    /// The text as it was written.
    let sql: String
    let parameterTypes: [TypeID]
    let columnNames: [String]
    let isReadOnly: Bool
    /// Whether other nodes are to be told at once when it has run.
    let isAnnounced: Bool
    /// Whose rights it runs with; nil: the kernel's.
    let role: PluginRole?
    /// When it was last handed out, counted by the cache that keeps it.
    var lastUse = 0

    init(name: String, sql: String, description: ResultRows, role: PluginRole?, announcing: Set<String>) throws {
        self.name = name
        self.sql = sql
        self.role = role
        parameterTypes = description.parameterTypes
        columnNames = description.columnNames
        let shape = StatementShape(sql)
        isReadOnly = shape.isReadOnly
        isAnnounced = shape.changedTables.contains { announcing.contains($0) }
        if let column = description.types.firstIndex(where: { !$0.isReadable }) {
            throw StoreError(
                .syntax,
                "the column '\(columnNames[column])' is \(description.types[column].name), which can't be read; cast it to "
                    + "BIGINT, DOUBLE PRECISION, TEXT or BYTEA",
                sql: sql
            )
        }
    }
}
