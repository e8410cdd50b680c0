public import TotemKernel
public import TotemPluginHost
public import TotemStore

/// How far a copy is.
public struct CopyStatus: Sendable {
    public enum Phase: String, Sendable {
        case copying
        case comparing
    }

    public let phase: Phase
    public let rows: Int64
    /// What there was when the copy began.
    public let totalRows: Int64
}

/// What was copied.
public struct CopyReport: Sendable {
    /// By name.
    public let tables: [(name: String, digest: TableDigest)]
    /// Tables of the source that are neither the core's nor a plugin's; they were left there.
    public let unknownTables: [String]
}

/// Copies a whole store into an empty one, on whatever engines they are: the core's tables, those of every plugin that
/// ever made some, and which migrations were applied when.
///
/// What is promised:
/// * The target is a store only when the copy is whole: until then every other program refuses it.
/// * A copy that was stopped, by whatever, goes on where it was when it is run again.
/// * In the end both stores are read as a whole and compared, table by table, by the number of rows and a checksum. What
///   is found equal is one state of the source.
/// * The target is not released when the source was changed after that state, by whatever program and SQL.
///
/// So the source is not to be used meanwhile. Nothing hinders it, and what is committed in the moment between the last look
/// at the source and the release of the target is not seen.
public struct StoreCopy: Sendable {
    private let source: any Store
    private let target: any Store
    private let sourceName: String
    private let plugins: PluginSchemas
    private let clock: any Clock
    private let progress: @Sendable (CopyStatus) -> Void

    /// - Parameters:
    ///   - sourceName: what a copy that goes on knows its source by, and errors call it.
    ///   - plugins: must have every plugin that has tables in the source.
    public init(
        from source: any Store,
        named sourceName: String,
        to target: any Store,
        plugins: PluginSchemas,
        clock: any Clock = SystemClock(),
        progress: @escaping @Sendable (CopyStatus) -> Void = { _ in }
    ) {
        self.source = source
        self.target = target
        self.sourceName = sourceName
        self.plugins = plugins
        self.clock = clock
        self.progress = progress
    }

    /// - Throws: ``CopyError`` when the stores don't fit, or are not equal in the end; ``CopyStopped`` when the copy ended
    ///   in the middle and can be gone on with; ``KernelError`` when a plugin's folder is missing; ``StoreError``.
    public func run() async throws -> CopyReport {
        let readInventory: @Sendable (Transaction) throws -> SourceInventory = {
            [plugins, sourceName, engine = source.engine] tx in
            try SourceInventory(of: sourceName, engine, plugins, in: tx)
        }
        let inventory = try await source.read(readInventory)
        let now = clock.now
        let shapes = try await target.write { [sourceName, engine = target.engine] tx in
            try TargetPreparation(sourceName, inventory, plugins, engine).run(in: tx, at: now)
        }
        let plan = try CopyPlan(source: inventory.shapes, target: shapes, known: inventory.knownTables)
        let digests: [TableDigest]
        do {
            let total = try await copy(plan)
            digests = try await StoreComparison(plan, from: source, to: target, inventory: readInventory)
                .run(inventory) { [progress] rows in
                    progress(CopyStatus(phase: .comparing, rows: rows, totalRows: total))
                }
            try await finish(plan, inventory)
        } catch let error as StoreError {
            throw CopyStopped(cause: error)
        }
        let tables = zip(plan.tables, digests).map { (name: $0.name, digest: $1) }
        return CopyReport(tables: tables.sorted { $0.name < $1.name }, unknownTables: plan.unknown)
    }

    /// - Returns: how many rows there were when it began.
    private func copy(_ plan: CopyPlan) async throws -> Int64 {
        let total = try await source.read { tx in
            let inspection = try tx.inspection()
            return try plan.tables.reduce(0) { try $0 + inspection.count($1) }
        }
        var rows: Int64 = 0
        for table in plan.tables {
            rows += try await TableCopy(table, from: source, to: target).run { [rows, progress] done in
                progress(CopyStatus(phase: .copying, rows: rows + done, totalRows: total))
            }
        }
        return total
    }

    /// The target becomes a store.
    private func finish(_ plan: CopyPlan, _ inventory: SourceInventory) async throws {
        let identities = try await source.read { tx in
            let inspection = try tx.inspection()
            return try plan.tables.map { (table: $0, last: try inspection.lastIdentity(of: $0)) }
        }
        try await target.write { tx in
            let inspection = try tx.inspection()
            for (table, last) in identities { try inspection.raiseIdentity(of: table, above: last) }
            for (component, versions) in inventory.applied {
                for (version, time) in versions {
                    try tx.execute(
                        "UPDATE schema_versions SET applied_at = $3 WHERE component = $1 AND version = $2",
                        component,
                        version.description,
                        time
                    )
                }
            }
            try SearchIndex.rebuild(in: tx)
            try CopyJournal.finish(in: tx)
        }
    }
}

extension StoreInspection {
    fileprivate func count(_ table: TableShape) throws -> Int64 {
        var count: Int64 = 0
        try run(TableText(table).count) { row in
            count = row.integer(at: 0)
            return true
        }
        return count
    }
}
