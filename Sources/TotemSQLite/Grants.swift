internal import TotemStore

/// An ``AccessPolicy`` as the authorizer asks it: names folded, because SQLite ignores their case.
final class Grants {
    let policy: AccessPolicy
    private let own: Set<String>
    /// The views that were granted.
    private let views: [String: ViewCatalogue.View]
    /// The tables behind them.
    private let shownTables: Set<String>

    init(_ policy: AccessPolicy) {
        self.policy = policy
        own = Set(policy.ownTables.map { SQLText.folded($0) })
        views = policy.catalogue.views.filter { policy.views.contains($0.key) }
        shownTables = Set(views.values.map(\.table))
    }

    func owns(_ table: String) -> Bool { own.contains(SQLText.folded(table)) }

    /// Whether every column of a name may be read.
    func mayReadAll(of name: String) -> Bool {
        let name = SQLText.folded(name)
        return own.contains(name) || views[name] != nil || Self.harmlessTables.contains(name)
    }

    /// Whether a granted view shows the column. The name of a view may be that of a common table expression, which is no
    /// way to a column that the view does not show.
    func shows(_ column: String, of table: String, in view: String) -> Bool {
        guard let view = views[SQLText.folded(view)], view.table == table else { return false }
        return view.columns.contains(column)
    }

    /// Whether rows of the table can be counted through a view.
    func showsRows(of table: String) -> Bool { shownTables.contains(SQLText.folded(table)) }

    /// Whether SQLite looks there by itself for what a foreign key names.
    func mayBeReferred(_ column: String, of table: String) -> Bool {
        column == "id" && policy.catalogue.referableTables.contains(table)
    }

    /// Whether SQLite keeps a full-text index in the table.
    func isOfIndex(_ table: String) -> Bool {
        policy.catalogue.indexes.contains { table.hasPrefix($0 + "_") }
    }

    /// Table-valued functions that read nothing but their arguments.
    private static let harmlessTables: Set<String> = ["json_each", "json_tree"]
}
