/// What plugins have read in a transaction and may read again without asking the database.
package struct KeptRows {
    /// Whose statement it was, and what it was run with.
    package struct Key: Hashable {
        package let owner: String
        let sql: String
        let values: [SQLValue]

        package init(owner: String, sql: String, values: [SQLValue]) {
            self.owner = owner
            self.sql = sql
            self.values = values
        }

        /// A plugin has few statements whose rows it keeps, and their texts are long.
        package func hash(into hasher: inout Hasher) {
            hasher.combine(sql.utf8.count)
            hasher.combine(values)
        }
    }

    private var rows: [Key: [[SQLValue]]] = [:]

    package subscript(key: Key) -> [[SQLValue]]? {
        get { rows[key] }
        set { rows[key] = newValue }
    }

    /// It is about to change what it may have read.
    package mutating func forget(of owner: String) {
        guard !rows.isEmpty else { return }
        rows = rows.filter { $0.key.owner != owner }
    }

    mutating func removeAll() { rows.removeAll() }
}
