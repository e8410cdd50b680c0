import TotemKernel
import TotemStore

/// What plugins make of a file's rows, and object to in them, before anything of the file is saved. What they write meanwhile is
/// undone.
struct RowCheck {
    /// The rows of a product.
    struct Group: Sendable {
        let ordinal: Int
        var rows: [CSVRow]
    }

    /// What came of some groups.
    struct Result: Sendable {
        var groups: [Group] = []
        var problems: [(ordinal: Int, problem: ImportProblem)] = []
    }

    let kernel: Kernel
    let sheet: Sheet
    let format: ImportFormat
    let isDryRun: Bool

    /// All are asked about at once. Where a plugin objects to rows, the others are asked about again; where it does not say to
    /// which, halves of them tell.
    func result(of groups: ArraySlice<Group>) async throws -> Result {
        guard let first = groups.first else { return Result() }
        let objection: RowObjection
        do {
            return Result(groups: try await asked(groups))
        } catch let refused as RowObjection {
            objection = refused
        }
        let named = objection.problems(of: Array(groups), sheet)
        if !named.isEmpty {
            let refused = Set(named.map(\.ordinal))
            let rest = groups.filter { !refused.contains($0.ordinal) }
            var result = try await result(of: rest[...])
            result.problems += named
            return result
        }
        guard groups.count > 1 else {
            return Result(problems: [(first.ordinal, sheet.problem(first.rows[0], nil, objection.veto.detail))])
        }
        let middle = groups.startIndex + groups.count / 2
        var result = try await result(of: groups[..<middle])
        let other = try await self.result(of: groups[middle...])
        result.groups += other.groups
        result.problems += other.problems
        return result
    }

    /// - Returns: the groups as plugins have set them right.
    private func asked(_ groups: ArraySlice<Group>) async throws -> [Group] {
        do {
            return try await kernel.write(kernel.context(for: .system, channel: .import)) { tx, context -> [Group] in
                throw Asked(groups: try asked(Array(groups), in: HookCall(tx, context)))
            }
        } catch let asked as Asked {
            return asked.groups
        }
    }

    private func asked(_ groups: [Group], in call: HookCall) throws -> [Group] {
        var groups = groups
        let places = groups.enumerated().flatMap { group, value in value.rows.indices.map { (group: group, row: $0) } }
        for start in stride(from: 0, to: places.count, by: ImportRows.largestBatch) {
            let batch = Array(places[start...].prefix(ImportRows.largestBatch))
            let rows = batch.map { sheet.shown(groups[$0.group].rows[$0.row], id: nil) }
            for (row, cells) in Dictionary(grouping: try run(rows, from: start, in: call), by: \.row) {
                let place = batch[row]
                let texts = Dictionary(cells.map { ($0.column, $0.text) }) { _, last in last }
                groups[place.group].rows[place.row] = groups[place.group].rows[place.row].replacing(texts)
            }
        }
        return groups
    }

    /// Tells plugins of rows whose products were saved, in the transaction in which they were.
    func tell(_ saved: ArraySlice<ImportRun.Prepared>, in call: HookCall) throws {
        guard call.hears(ImportRows.self) else { return }
        // SQLite's search index holds back what it was told until a savepoint. Such a one comes with statements of plugins too, and
        // would be written with their rights.
        try call.tx.savepoint {}
        let ids = try ProductStore.ids(ofSlugs: saved.compactMap(\.product.draft.slug), in: call.tx)
        let rows = saved.flatMap { prepared in
            let id = prepared.product.draft.slug.flatMap { ids[$0] }
            return prepared.rows.map { sheet.shown($0, id: id?.value) }
        }
        for start in stride(from: 0, to: rows.count, by: ImportRows.largestBatch) {
            do {
                _ = try run([FileRow](rows[start...].prefix(ImportRows.largestBatch)), from: start, in: call)
            } catch let objection as RowObjection {
                throw objection.veto
            }
        }
    }

    /// - Parameter start: the place of the first row among all that are asked about.
    private func run(_ rows: [FileRow], from start: Int, in call: HookCall) throws -> [CellText] {
        let hook = ImportRows(
            kind: .products,
            format: format.rawValue,
            isDryRun: isDryRun,
            columns: sheet.header.knownNames,
            rows: rows
        )
        do {
            return try call.run(hook)
        } catch let veto as KernelError where veto.kind != .unavailable {
            throw RowObjection(veto: veto, start: start)
        }
    }

    /// Undoes the transaction in which plugins were asked.
    private struct Asked: Error {
        let groups: [Group]
    }
}

/// A plugin's no to rows.
private struct RowObjection: Error {
    let veto: KernelError
    /// The place of its call's first row among all rows.
    let start: Int

    /// What it says of rows that it names.
    func problems(of groups: [RowCheck.Group], _ sheet: Sheet) -> [(ordinal: Int, problem: ImportProblem)] {
        let places = groups.flatMap { group in group.rows.map { (group.ordinal, $0) } }
        return veto.fields.compactMap { field in
            guard let match = field.field.wholeMatch(of: /rows\[(\d{1,6})\](?:\.(.+))?/), let row = Int(match.1),
                places.indices.contains(start + row)
            else { return nil }
            let (ordinal, line) = places[start + row]
            let column = match.2.flatMap { sheet.header.index(String($0)) }
            let unknown = column == nil ? match.2.map { "\($0) " } ?? "" : ""
            return (ordinal, sheet.problem(line, column, unknown + field.message))
        }
    }
}

extension Sheet {
    /// A row as plugins see it.
    fileprivate func shown(_ row: CSVRow, id: Int64?) -> FileRow {
        FileRow(id: id, line: row.line, cells: header.names.indices.map { text(row, $0) })
    }
}
