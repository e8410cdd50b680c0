import TotemStore

/// The end of a copy: both stores are read as a whole and compared, table by table, by the number of rows and a checksum.
///
/// Each is read in one transaction, so that what is found equal is one state of the source, whoever writes meanwhile. Then
/// the source is looked at again: what was changed since that state would be missing in the copy.
struct StoreComparison: Sendable {
    private let plan: CopyPlan
    private let source: any Store
    private let target: any Store
    private let stateOfSource: @Sendable (Transaction) throws -> SourceState

    /// - Parameter inventory: reads that of the source.
    init(
        _ plan: CopyPlan,
        from source: any Store,
        to target: any Store,
        inventory: @escaping @Sendable (Transaction) throws -> SourceInventory
    ) {
        self.plan = plan
        self.source = source
        self.target = target
        stateOfSource = { tx in try SourceState(inventory(tx), plan.tables, in: tx) }
    }

    /// - Parameters:
    ///   - inventory: what the plan was made of.
    ///   - progress: called with the rows that were compared.
    /// - Returns: a digest for each table of the plan.
    /// - Throws: ``CopyError`` when the stores differ, or the source was changed after it was read.
    func run(
        _ inventory: SourceInventory,
        _ progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> [TableDigest] {
        let changes = source.commitsOfOthers
        async let original = source.read { [plan, stateOfSource] tx in
            (state: try stateOfSource(tx), digests: try Self.digests(of: plan.tables, in: tx, progress))
        }
        async let copied = target.read { [plan] tx in try Self.digests(of: plan.tables, in: tx) }
        let (one, other) = (try await original, try await copied)
        for ((table, digest), copy) in zip(zip(plan.tables, one.digests), other) where digest != copy {
            throw CopyError.differs(table.name, digest, copy)
        }
        // The counter comes last: it tells of every change of a file, and so of those during the question before it.
        guard one.state.inventory == inventory, try await source.read(stateOfSource) == one.state,
            source.commitsOfOthers == changes
        else { throw CopyError.changed }
        return one.digests
    }

    private static func digests(
        of tables: [TableShape],
        in tx: Transaction,
        _ progress: (Int64) -> Void = { _ in }
    ) throws -> [TableDigest] {
        let inspection = try tx.inspection()
        var rows: Int64 = 0
        return try tables.map { table in
            let digest = try digest(of: table, with: inspection)
            rows += digest.rows
            progress(rows)
            return digest
        }
    }

    private static func digest(of table: TableShape, with inspection: any StoreInspection) throws -> TableDigest {
        var digest = TableDigest()
        var key: RowKey?
        while true {
            let page = try RowPage(of: table, after: key, with: inspection)
            for row in page.rows { digest.add(row) }
            key = page.lastKey ?? key
            if page.isLast { return digest }
        }
    }
}

/// What differs once anybody has changed the source.
private struct SourceState: Sendable, Equatable {
    let inventory: SourceInventory
    /// Of the tables that are copied.
    private let versions: [RowVersions]

    init(_ inventory: SourceInventory, _ tables: [TableShape], in tx: Transaction) throws {
        let inspection = try tx.inspection()
        self.inventory = inventory
        versions = try tables.map { table in try inspection.rowVersions(of: table) }
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

    fileprivate static var changed: CopyError {
        CopyError(
            "the source was changed by another program while it was compared, and the copy may lack that; stop what uses "
                + "it, and run the same command again"
        )
    }
}
