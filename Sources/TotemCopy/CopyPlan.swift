import TotemKernel
import TotemStore

/// What is copied, and in which order: tables after those that they refer to.
struct CopyPlan: Sendable {
    /// What belongs to a store's nodes, or to the copy itself.
    static let leftOut: Set<String> = ["schema_versions", "scheduled_work", "copy_progress", "following_nodes"]

    let tables: [TableShape]
    /// Tables of the source that are neither the core's nor a plugin's, by name.
    let unknown: [String]

    /// - Parameter known: the tables of the core and of the source's plugins.
    init(source: [TableShape], target: [TableShape], known: Set<String>) throws(CopyError) {
        unknown = source.map(\.name).filter { !known.contains($0) }.sorted()
        let wanted = source.filter { known.contains($0.name) && !Self.leftOut.contains($0.name) }
        for table in wanted {
            try Self.check(table, against: target.first { $0.name == table.name })
        }
        tables = try Self.sorted(wanted)
    }

    private static func check(_ table: TableShape, against other: TableShape?) throws(CopyError) {
        guard !table.key.isEmpty else {
            throw CopyError(
                "the table \(table.name) has no primary key, nor another unique one of columns that are never NULL, so that "
                    + "a copy could not be gone on with; give it one"
            )
        }
        let unwritable = table.unwritableKey
        guard unwritable.isEmpty else {
            throw CopyError(
                "the key of the table \(table.name) has \(unwritable.joined(separator: ", ")), which is neither of whole "
                    + "numbers nor of texts, so that a copy could not be gone on with; give it a primary key of such"
            )
        }
        guard let other else {
            throw CopyError("the target has no table \(table.name), although every migration was applied there")
        }
        let differing = Set(table.columnNames).symmetricDifference(other.columnNames).sorted()
        guard differing.isEmpty else {
            throw CopyError(
                "the table \(table.name) has other columns in the source than in the target: "
                    + "\(differing.joined(separator: ", "))"
            )
        }
        for reference in table.references where reference.table == table.name {
            guard reference.columns.count == 1, table.key.count == 1 else {
                throw CopyError(
                    "the table \(table.name) refers to itself by several columns; such a table can't be copied"
                )
            }
        }
    }

    private static func sorted(_ tables: [TableShape]) throws(CopyError) -> [TableShape] {
        var rest = tables.sorted { $0.name < $1.name }
        var sorted: [TableShape] = []
        while !rest.isEmpty {
            let waiting = Set(rest.map(\.name))
            let free = rest.filter { table in
                table.references.allSatisfy { $0.table == table.name || !waiting.contains($0.table) }
            }
            guard !free.isEmpty else {
                throw CopyError(
                    "the tables \(waiting.sorted().joined(separator: ", ")) refer to each other in a circle; such can't be "
                        + "copied"
                )
            }
            sorted += free
            rest.removeAll { table in free.contains { $0.name == table.name } }
        }
        return sorted
    }
}

extension TableShape {
    /// By name, which is the same order on every engine.
    var columnNames: [String] { columns.map(\.name).sorted() }

    /// Columns that refer to rows of the same table, each by its key.
    var ownReferences: [String] {
        Set(references.filter { $0.table == name }.flatMap(\.columns)).sorted()
    }
}
