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

    /// Of rows and what they are found by; what comes after them is read each time.
    private static let mostBytes = 16 << 20

    private var rows: [Key: [[SQLValue]]] = [:]
    /// Of all that were kept since there were none.
    private var bytes = 0

    package subscript(key: Key) -> [[SQLValue]]? { rows[key] }

    package mutating func keep(_ found: [[SQLValue]], as key: Key) {
        let size = found.reduce(key.values.byteCount + key.sql.utf8.count) { $0 + $1.byteCount }
        guard bytes + size <= Self.mostBytes else { return }
        bytes += size
        rows[key] = found
    }

    /// It is about to change what it may have read.
    package mutating func forget(of owner: String) {
        guard !rows.isEmpty else { return }
        rows = rows.filter { $0.key.owner != owner }
        if rows.isEmpty { bytes = 0 }
    }

    mutating func removeAll() {
        rows.removeAll()
        bytes = 0
    }
}

extension [SQLValue] {
    /// What it takes, about.
    package var byteCount: Int { reduce(count * MemoryLayout<SQLValue>.stride) { $0 + $1.byteCount } }
}

extension SQLValue {
    /// Of a text or blob.
    package var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        default: 0
        }
    }
}
