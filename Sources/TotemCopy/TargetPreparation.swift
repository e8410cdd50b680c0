import TotemKernel
import TotemPluginHost
import TotemStore

/// Makes an empty store one that the source's rows fit into, and marks it as an unfinished copy: all in one transaction.
/// A store that is marked already goes on.
struct TargetPreparation: Sendable {
    private let sourceName: String
    private let inventory: SourceInventory
    private let plugins: PluginSchemas
    private let engine: StoreEngine

    init(_ sourceName: String, _ inventory: SourceInventory, _ plugins: PluginSchemas, _ engine: StoreEngine) {
        self.sourceName = sourceName
        self.inventory = inventory
        self.plugins = plugins
        self.engine = engine
    }

    /// - Returns: the target's tables.
    /// - Throws: ``CopyError`` when it is neither empty nor an unfinished copy of the same source.
    func run(in tx: Transaction, at now: Timestamp) throws -> [TableShape] {
        try tx.lock(.plugins)
        try tx.lock(.schema)
        let inspection = try tx.inspection()
        let before = try inspection.tables()
        let origin = before.contains { $0.name == "copy_progress" } ? try CopyJournal.source(in: tx) : nil
        if let origin, origin != sourceName {
            throw CopyError(
                "the target is an unfinished copy of \(origin), not of \(sourceName); finish that, or take an empty target"
            )
        }
        guard origin == nil else {
            try refuseOtherVersions(in: tx)
            return before
        }
        try refuseRows(before, inspection)
        try CoreSchema.migrator.apply(in: tx, at: now.milliseconds)
        for plugin in inventory.plugins {
            try plugins.migrator(of: plugin.name, for: engine, only: plugin.versions)
                .apply(in: tx, at: now.milliseconds)
        }
        try refuseOtherVersions(in: tx)
        try CopyJournal.begin(from: sourceName, in: tx)
        let shapes = try inspection.tables()
        try emptyPluginTables(shapes, inspection)
        return shapes
    }

    /// A daemon that ran on the target, however shortly, has left its row in `scheduled_work`; one that was killed also in
    /// `following_nodes`.
    private func refuseRows(_ tables: [TableShape], _ inspection: any StoreInspection) throws {
        for table in tables where table.name != "schema_versions" {
            guard inventory.knownTables.contains(table.name) else {
                throw CopyError(
                    "the target holds a table \(table.name) that no store has which is copied; take an empty database"
                )
            }
            var hasRows = false
            try inspection.run(TableText(table).anyRow) { _ in
                hasRows = true
                return false
            }
            guard !hasRows else {
                let hint =
                    ["scheduled_work", "following_nodes"].contains(table.name) ? " (a daemon has run on it)" : ""
                throw CopyError(
                    "the target is not empty: its table \(table.name) has rows\(hint); take a new store as the target"
                )
            }
        }
    }

    private func refuseOtherVersions(in tx: Transaction) throws {
        let there = try Migrator.applied(in: tx).mapValues { Set($0.keys) }
        let wanted = inventory.applied.mapValues { Set($0.keys) }
        for component in Set(there.keys).union(wanted.keys).sorted() where there[component] != wanted[component] {
            throw CopyError(
                "the target has other versions of \(component) than the source: \(Self.text(there[component])) there, "
                    + "\(Self.text(wanted[component])) here; take an empty target"
            )
        }
    }

    /// Migrations of plugins may have put rows into their tables; those of the source come instead.
    private func emptyPluginTables(_ shapes: [TableShape], _ inspection: any StoreInspection) throws {
        let plan = try CopyPlan(source: shapes, target: shapes, known: inventory.knownTables)
        for table in plan.tables.reversed() where !CoreSchema.tables.contains(table.name) {
            try inspection.run(TableText(table).deleteAll)
        }
    }

    private static func text(_ versions: Set<SemanticVersion>?) -> String {
        guard let versions, !versions.isEmpty else { return "none" }
        return versions.sorted().map(\.description).joined(separator: ", ")
    }
}
