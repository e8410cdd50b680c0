import TotemKernel
import TotemPluginHost
import TotemStore

/// What the source is: its tables, and the migrations that made them.
struct SourceInventory: Sendable, Equatable {
    let shapes: [TableShape]
    /// By component; with the time at which each was applied.
    let applied: [String: [SemanticVersion: Int64]]
    /// Those of the core and of its plugins.
    let knownTables: Set<String>

    /// - Throws: ``CopyError`` when it is no whole store of this program's version; ``KernelError`` for a plugin that has
    ///   tables there and no folder here; ``StoreError`` for migrations that were edited.
    init(of name: String, _ engine: StoreEngine, _ plugins: PluginSchemas, in tx: Transaction) throws {
        let shapes = try tx.inspection().tables()
        guard shapes.contains(where: { $0.name == "schema_versions" }) else {
            throw CopyError("\(name) is no Totem store, or an empty one; there is nothing to copy")
        }
        let pending = try CoreSchema.migrator.pending(in: tx)
        guard pending.isEmpty else {
            throw CopyError(
                "\(name) has an older schema than this program; run totem migrate up --store \(name) first, and copy then"
            )
        }
        if let origin = try CopyJournal.source(in: tx) {
            throw CopyError("\(name) is itself an unfinished copy of \(origin); finish that first")
        }
        let applied = try Migrator.applied(in: tx)
        var known = CoreSchema.tables
        for (component, versions) in applied where component != CoreSchema.migrator.component {
            known.formUnion(try plugins.tables(of: component))
            // Says whether they are the texts that were applied.
            _ = try plugins.migrator(of: component, for: engine, only: Set(versions.keys)).pending(in: tx)
        }
        self.shapes = shapes
        self.applied = applied
        knownTables = known
    }

    /// The plugins that have tables, by name.
    var plugins: [(name: String, versions: Set<SemanticVersion>)] {
        applied.filter { $0.key != CoreSchema.migrator.component }
            .map { (name: $0.key, versions: Set($0.value.keys)) }
            .sorted { $0.name < $1.name }
    }
}
