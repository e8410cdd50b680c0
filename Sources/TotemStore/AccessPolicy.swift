/// What one plugin's SQL may touch. Everything that is not named here is refused, and so are attach,
/// pragma, transactions of its own and, outside its migrations, every change of the schema.
public struct AccessPolicy: Sendable, Hashable {
    /// The plugin, as errors and logs name it.
    public let owner: String
    /// Tables that the plugin's migrations made: read, written and migrated by it alone.
    public let ownTables: Set<String>
    /// Tables of others that it may read.
    public let readableTables: Set<String>
    /// Tables of others that it may write.
    public let writableTables: Set<String>

    public init(owner: String, ownTables: Set<String>, readableTables: Set<String>, writableTables: Set<String>) {
        self.owner = owner
        self.ownTables = ownTables
        self.readableTables = readableTables
        self.writableTables = writableTables
    }
}
