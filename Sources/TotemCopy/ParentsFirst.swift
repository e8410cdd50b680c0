import TotemStore

/// Puts rows of a table that refers to itself, such as a tree of categories, into an order in which each comes after
/// those that it refers to. Some of these belong to later pages and are read early.
struct ParentsFirst {
    private let table: TableShape
    private let columns: [String]
    private let inspection: any StoreInspection
    private let references: [Int]
    private var pending: [RowKey: [SQLValue]] = [:]
    private var done: Set<RowKey> = []
    private var begun: Set<RowKey> = []
    private(set) var rows: [[SQLValue]] = []

    /// - Parameter page: of the table, in the same transaction.
    init(_ page: RowPage, of table: TableShape, with inspection: any StoreInspection) throws {
        self.table = table
        columns = page.columns
        self.inspection = inspection
        references = table.ownReferences.compactMap { page.columns.firstIndex(of: $0) }
        for row in page.rows { pending[RowKey(of: row, page.columns, table)] = row }
        for row in page.rows { try put(row) }
    }

    private mutating func put(_ row: [SQLValue]) throws {
        let key = RowKey(of: row, columns, table)
        guard !done.contains(key) else { return }
        guard begun.insert(key).inserted else {
            throw CopyError("rows of the table \(table.name) refer to each other in a circle; such can't be copied")
        }
        for reference in references where row[reference] != .null {
            let parent = RowKey(values: [row[reference]])
            guard parent != key, !done.contains(parent) else { continue }
            if let known = try pending[parent] ?? self.row(parent) { try put(known) }
        }
        done.insert(key)
        rows.append(row)
    }

    private func row(_ key: RowKey) throws -> [SQLValue]? {
        var found: [SQLValue]?
        try inspection.run(TableText(table).row(of: columns), key.values) { statement in
            found = try RowPage.row(of: statement, columns, table.name)
            return false
        }
        return found
    }
}
