internal import TotemStore

/// A statement that the server has compiled for one connection.
final class Prepared {
    let name: String
    /// The text as it was written.
    let sql: String
    let parameterTypes: [TypeID]
    let columnNames: [String]
    let isReadOnly: Bool
    /// Whose rights it runs with; nil: the kernel's.
    let role: PluginRole?
    let policy: AccessPolicy?
    /// The same text for values of other types than the server expects; nil: it can't be.
    var variants: [[TypeID?]: Prepared?] = [:]
    /// The same, failing unless it changes exactly one row, when that was wanted of a plugin's statement.
    var changeOfOneRow: Prepared?
    /// When it was last handed out, counted by the cache that keeps it.
    var lastUse = 0

    /// What parameters must be declared as so that these values keep their kinds: the server takes `$1` in `SELECT $1` for
    /// a text, and in `$1 + 1` for a number of 32 bits. Nil when the values are what it expects.
    func declarations(for values: [SQLValue]) -> [TypeID?]? {
        var types: [TypeID?] = []
        for (value, type) in zip(values, parameterTypes) {
            switch (type, value) {
            case (.text, .integer): types.append(.int8)
            case (.text, .real), (.int4, .real): types.append(.float8)
            case (.text, .blob): types.append(.bytes)
            case (.int4, .integer(let number)) where Int32(exactly: number) == nil: types.append(.int8)
            default: types.append(nil)
            }
        }
        return types.contains { $0 != nil } ? types : nil
    }

    /// All that the server knows of it.
    var names: [String] {
        [name] + variants.values.compactMap(\.self).flatMap(\.names) + (changeOfOneRow?.names ?? [])
    }

    init(
        name: String,
        sql: String,
        description: ResultRows,
        role: PluginRole?,
        policy: AccessPolicy?
    ) throws {
        self.name = name
        self.sql = sql
        self.role = role
        self.policy = policy
        parameterTypes = description.parameterTypes
        columnNames = description.columnNames
        isReadOnly = StatementShape(sql).isReadOnly
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
