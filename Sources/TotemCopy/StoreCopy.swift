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
/// * In the end both stores are read as a whole and compared, table by table, by the number of rows and a checksum.
///
/// The source is not to be changed meanwhile. Nothing hinders it; but a change is found by the comparison, and in a file
/// by its own count of changes too, and the target is not released. On a server a row that is changed after it was
/// compared, in the last seconds, is not found.
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
        let changes = try await source.changeCounter()
        let inventory = try await source.read { [plugins, sourceName, engine = source.engine] tx in
            try SourceInventory(of: sourceName, engine, plugins, in: tx)
        }
        let now = clock.now
        let shapes = try await target.write { [sourceName, engine = target.engine] tx in
            try TargetPreparation(sourceName, inventory, plugins, engine).run(in: tx, at: now)
        }
        let plan = try CopyPlan(source: inventory.shapes, target: shapes, known: inventory.knownTables)
        let digests: [TableDigest]
        do {
            digests = try await copyAndCompare(plan)
            try await refuseChanges(since: changes)
            try await finish(plan, inventory)
        } catch let error as StoreError {
            throw CopyStopped(cause: error)
        }
        let tables = zip(plan.tables, digests).map { (name: $0.name, digest: $1) }
        return CopyReport(tables: tables.sorted { $0.name < $1.name }, unknownTables: plan.unknown)
    }

    private func copyAndCompare(_ plan: CopyPlan) async throws -> [TableDigest] {
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
        var digests: [TableDigest] = []
        rows = 0
        for table in plan.tables {
            async let original = digest(of: table, in: source)
            async let copied = digest(of: table, in: target)
            let (one, other) = (try await original, try await copied)
            guard one == other else { throw CopyError.differs(table.name, one, other) }
            digests.append(one)
            rows += one.rows
            progress(CopyStatus(phase: .comparing, rows: rows, totalRows: total))
        }
        return digests
    }

    private func digest(of table: TableShape, in store: any Store) async throws -> TableDigest {
        var digest = TableDigest()
        var key: RowKey?
        while true {
            let page = try await store.read { [key] tx in
                try RowPage(of: table, after: key, with: tx.inspection())
            }
            for row in page.rows { digest.add(row) }
            key = page.lastKey ?? key
            if page.isLast { return digest }
        }
    }

    /// This program changes nothing in the source, so that every change is another's. A server counts those of its other
    /// databases too, which are no reason to refuse anything.
    private func refuseChanges(since before: Int64) async throws {
        guard source.engine == .sqlite else { return }
        guard try await source.changeCounter() == before else {
            throw CopyError(
                "the source was changed by another program while it was copied; stop what uses it, and run the same "
                    + "command again"
            )
        }
    }

    /// The target becomes a store.
    private func finish(_ plan: CopyPlan, _ inventory: SourceInventory) async throws {
        try await target.write { tx in
            let inspection = try tx.inspection()
            for table in plan.tables { try inspection.raiseIdentity(of: table) }
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

extension CopyError {
    fileprivate static func differs(_ table: String, _ source: TableDigest, _ target: TableDigest) -> CopyError {
        let what =
            source.rows == target.rows
            ? "some of the \(source.rows) rows differ"
            : "\(source.rows) rows in the source, \(target.rows) in the target"
        return CopyError(
            "the table \(table) is not the same in both stores: \(what). One of them was changed during the copy; stop what "
                + "uses them, and copy again into an empty target"
        )
    }
}
