/// What one plugin's SQL may touch: its own tables, and views of what is not its own. Everything that is not named here is
/// refused, and so are attach, pragma, transactions of its own and, outside its migrations, every change of the schema.
public struct AccessPolicy: Sendable, Hashable {
    /// The plugin, as errors and logs name it.
    public let owner: String
    /// Tables that the plugin's migrations made: read, written and migrated by it alone.
    public let ownTables: Set<String>
    /// The views that it was granted, by name.
    public let views: Set<String>
    /// Every view that there is.
    public let catalogue: ViewCatalogue

    public init(owner: String, ownTables: Set<String>, views: Set<String> = [], of catalogue: ViewCatalogue = .empty) {
        self.owner = owner
        self.ownTables = ownTables
        self.views = views
        self.catalogue = catalogue
    }
}

/// The views through which plugins read what is not their own, and what their foreign keys may refer to.
///
/// A view shows columns of one table as they are, and all of its rows: so it gives away nothing that its columns do not, by
/// whatever way a statement comes to them.
public final class ViewCatalogue: Sendable {
    public struct View: Sendable {
        public let name: String
        /// The table that it shows.
        public let table: String
        /// Their names are those of the table's.
        public let columns: [String]
        /// What grants it, as `permissions.read: ["orders"]`.
        public let permission: String

        public init(_ name: String, of table: String, columns: [String], permission: String) {
            self.name = name
            self.table = table
            self.columns = columns
            self.permission = permission
        }
    }

    public static let empty = ViewCatalogue([], referable: [])

    public let views: [String: View]
    /// Tables whose `id` a plugin's foreign key may name.
    public let referableTables: Set<String>
    /// Full-text indexes, which SQLite keeps in tables of its own beside them.
    public let indexes: Set<String>

    public init(_ views: [View], referable: Set<String>, indexes: Set<String> = []) {
        self.views = Dictionary(views.map { ($0.name, $0) }) { first, _ in first }
        referableTables = referable
        self.indexes = indexes
    }

    /// The views of a table, the one that shows most of it first.
    public func views(of table: String) -> [View] {
        views.values.filter { $0.table == table }.sorted { ($1.columns.count, $0.name) < ($0.columns.count, $1.name) }
    }
}

extension ViewCatalogue: Hashable {
    public static func == (left: ViewCatalogue, right: ViewCatalogue) -> Bool { left === right }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

// MARK: Words

extension AccessPolicy {
    /// What a plugin is told that read what it may not, with the mend.
    /// - Parameter column: nil when it is not known.
    package func refusalToRead(_ table: String, column: String? = nil) -> String {
        if let view = catalogue.views[table] {
            return "may not read '\(table)': its plugin.json does not ask for it with \(view.permission)"
        }
        let showing = catalogue.views(of: table)
        guard let first = showing.first else {
            return "may not read '\(table)': it is none of its own tables, and no permission gives it"
        }
        let column = column.flatMap { $0.isEmpty ? nil : $0 }
        guard let view = column.map({ name in showing.first { $0.columns.contains(name) } }) ?? first else {
            return "may not read '\(column ?? "")' of '\(table)': no view shows it, and no permission gives it"
        }
        return "may not read '\(table)' itself: plugins read the view \(view.name), which \(view.permission) in "
            + "plugin.json grants"
    }

    /// What a plugin is told that tried to change what it may not, with the mend.
    /// - Parameter action: such as `insert into`.
    package func refusalToChange(_ table: String, by action: String) -> String {
        guard catalogue.views[table] != nil || !catalogue.views(of: table).isEmpty else {
            return "may not \(action) '\(table)': it is none of its own tables, and no permission gives it"
        }
        return
            "may not \(action) '\(table)': plugins change what is the core's through the host's functions only, which "
            + "permissions.do in plugin.json grants"
    }
}
