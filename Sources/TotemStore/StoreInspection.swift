/// What tools need that work on whole tables, whatever is in them: copies and the like. An engine's connections offer it
/// beside what they do for the shop.
public protocol StoreInspection: StoreConnection {
    /// Every table of the store, by name, without what the engine keeps for itself.
    func tables() throws -> [TableShape]

    /// Prepares a statement that a tool has put together of names from ``tables()``. Values reach it as parameters only.
    func toolStatement(_ text: String) throws -> any PreparedStatement

    /// The highest id that the store has given to a row of the table, be the row there or not; nil when it has given none,
    /// or does not remember.
    func lastIdentity(of table: TableShape) throws -> Int64?

    /// Ids that the store gives from now on are higher than all that are in the table, and than `last`.
    func raiseIdentity(of table: TableShape, above last: Int64?) throws

    /// What tells whether a table's rows were changed between two transactions, without reading what is in them.
    func rowVersions(of table: TableShape) throws -> RowVersions

    /// How the store is, as far as its engine can tell without changing anything. It may read all of it.
    func findings() throws -> [StoreFinding]
}

extension StoreInspection {
    /// Every row of a tool's statement.
    public func toolRows<Value>(
        _ text: String,
        _ parameters: [SQLValue],
        _ decode: (any PreparedStatement) -> Value
    ) throws -> [Value] {
        let statement = try toolStatement(text)
        defer { statement.reset() }
        for (index, value) in parameters.enumerated() { try statement.bind(value, at: index + 1) }
        var values: [Value] = []
        while try statement.step() { values.append(decode(statement)) }
        return values
    }
}

/// What is another one after a row of the table was put in, changed or taken out, by whatever program and SQL.
public enum RowVersions: Sendable, Hashable {
    /// A sum over the versions that the engine gives to rows.
    case sum(String)
    /// The engine gives none: its ``Store/commitsOfOthers`` tells of every change of others.
    case counted
}

/// A table as the engine's own catalogue describes it.
public struct TableShape: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        public let name: String
        public let isNullable: Bool
        /// Whether it may hold whole numbers or texts by its type, and not only fractions or bytes: as a part of a key, such a
        /// value can be written down.
        public let fitsKeyText: Bool

        public init(name: String, isNullable: Bool, fitsKeyText: Bool) {
            self.name = name
            self.isNullable = isNullable
            self.fitsKeyText = fitsKeyText
        }
    }

    /// A foreign key.
    public struct Reference: Sendable, Hashable {
        public let columns: [String]
        public let table: String

        public init(columns: [String], table: String) {
            self.columns = columns
            self.table = table
        }
    }

    public let name: String
    /// In the table's own order.
    public let columns: [Column]
    /// What tells its rows apart: the columns of the primary key, in its order, else of another key whose columns are never
    /// NULL; empty when there is none. A key that can be written down goes before one that can't.
    public let key: [String]
    public let references: [Reference]

    /// Of several unique keys the shortest is taken, the first by name of equally long ones: the same on every engine.
    /// - Parameters:
    ///   - primary: the columns of the primary key, in its order; empty when there is none.
    ///   - unique: those of each unique key.
    public init(name: String, columns: [Column], primary: [String], unique: [[String]], references: [Reference]) {
        self.name = name
        self.columns = columns
        self.references = references
        let required = Set(columns.filter { !$0.isNullable }.map(\.name))
        let others = unique.map { $0.sorted() }
            .filter { !$0.isEmpty && required.isSuperset(of: $0) }
            .sorted { ($0.count, $0.joined(separator: ",")) < ($1.count, $1.joined(separator: ",")) }
        let keys: [[String]] = (primary.isEmpty ? [] : [primary]) + others
        // Rows that refer to others of the same table name these by the primary key.
        let refersToItself = references.contains { $0.table == name }
        let writable = Set(columns.filter(\.fitsKeyText).map(\.name))
        let best = keys.first { key in writable.isSuperset(of: key) || (refersToItself && key == primary) }
        key = best ?? keys.first ?? []
    }

    /// Those columns of the key that can't be written down.
    package var unwritableKey: [String] {
        key.filter { name in !columns.contains { $0.name == name && $0.fitsKeyText } }
    }
}

extension Transaction {
    /// - Throws: ``StoreError`` `.misuse` when the engine has no such tools.
    public func inspection() throws -> any StoreInspection {
        guard let inspection = open() as? any StoreInspection else {
            throw StoreError(.misuse, "this store's engine has no tools for whole tables")
        }
        return inspection
    }
}
