import TotemKernel
import TotemStore

/// Copies one table, a page of rows in each transaction, and notes how far it is in the same.
struct TableCopy: Sendable {
    /// Values that one statement takes at most.
    private static let largestParameterCount = 900

    private let table: TableShape
    private let source: any Store
    private let target: any Store

    init(_ table: TableShape, from source: any Store, to target: any Store) {
        self.table = table
        self.source = source
        self.target = target
    }

    /// Goes on where the journal says that it was left.
    /// - Parameter progress: called with the rows that are done.
    /// - Returns: the rows of the table.
    func run(_ progress: (Int64) -> Void) async throws -> Int64 {
        var state = try await target.read { [table] tx in try CopyJournal.progress(of: table.name, in: tx) }
        while !state.isDone {
            let page = try await read(after: state)
            try await write(page.rows, after: state, upTo: page.next)
            state = page.next
            progress(state.rowCount)
        }
        return state.rowCount
    }

    /// - Returns: rows in an order in which they can be written, and the state after them.
    private func read(
        after state: CopyJournal.Progress
    ) async throws -> (rows: [[SQLValue]], next: CopyJournal.Progress) {
        let key = try state.position.map { try RowKey($0) }
        return try await source.read { [table] tx in
            let inspection = try tx.inspection()
            let page = try RowPage(of: table, after: key, with: inspection)
            let next = CopyJournal.Progress(
                position: try page.lastKey?.text() ?? state.position,
                rowCount: state.rowCount + Int64(page.rows.count),
                isDone: page.isLast
            )
            guard !table.ownReferences.isEmpty else { return (page.rows, next) }
            return (try ParentsFirst(page, of: table, with: inspection).rows, next)
        }
    }

    private func write(
        _ rows: [[SQLValue]],
        after state: CopyJournal.Progress,
        upTo next: CopyJournal.Progress
    ) async throws {
        if target.engine == .postgres { try refuseZeroBytes(rows) }
        try await target.write { [table] tx in
            let kept = try CopyJournal.progress(of: table.name, in: tx)
            let isUnfinished = try CopyJournal.source(in: tx) != nil
            guard isUnfinished, kept.position == state.position, !kept.isDone else {
                throw CopyError("another copy writes into the same target at this moment; let one of them finish")
            }
            try Self.insert(rows, into: table, with: tx.inspection())
            try CopyJournal.save(next, of: table.name, in: tx)
        }
    }

    /// SQLite keeps them in a text, PostgreSQL does not.
    private func refuseZeroBytes(_ rows: [[SQLValue]]) throws(CopyError) {
        for row in rows {
            for (column, value) in zip(table.columnNames, row) {
                guard case .text(let text) = value, text.utf8.contains(0) else { continue }
                let key = RowKey(of: row, table.columnNames, table).values
                throw CopyError(
                    "a text in the column \(column) of the table \(table.name) holds a zero byte, which PostgreSQL can't "
                        + "keep; take it out in the source (the row's key is \(key.map(\.text).joined(separator: ", ")))"
                )
            }
        }
    }

    private static func insert(
        _ rows: [[SQLValue]],
        into table: TableShape,
        with inspection: any StoreInspection
    ) throws {
        let atOnce = max(1, largestParameterCount / table.columns.count)
        for start in stride(from: 0, to: rows.count, by: atOnce) {
            let part = rows[start..<min(start + atOnce, rows.count)]
            let text = TableText(table).insert(
                table.columnNames,
                rows: part.count,
                // A row that others refer to may have come with them, before its turn.
                passing: !table.ownReferences.isEmpty
            )
            try inspection.run(text, part.flatMap { $0 })
        }
    }
}
