import TotemKernel
import TotemStore

/// The passes over one file: count, check, write.
struct ImportRun {
    struct Prepared: Sendable {
        let ordinal: Int
        var product: DraftedProduct
        /// What it was made of, where plugins are told of that.
        let rows: [CSVRow]
    }

    private let kernel: Kernel
    private let file: CSVFile
    private let dialect: any Dialect
    private let options: ImportOptions
    private let census: RowCensus
    private let journal: ImportJournal
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let progress: @Sendable (ImportProgress) -> Void
    private(set) var report: ImportReport
    private var losses = LossNotes()
    private var pace = BatchPace()
    /// Up to which product the store has come, as the journal keeps it.
    private var kept = 0
    /// Products with a problem, by their place in the order in which they are completed.
    private var bad: Set<Int> = []
    /// Products whose names the store has a part in. The names of all others follow from the file alone.
    private var known: Set<Int> = []

    init(
        _ kernel: Kernel,
        _ file: CSVFile,
        _ dialect: any Dialect,
        _ options: ImportOptions,
        _ report: ImportReport,
        clock: @escaping @Sendable () -> ContinuousClock.Instant,
        progress: @escaping @Sendable (ImportProgress) -> Void
    ) throws {
        self.kernel = kernel
        self.file = file
        self.dialect = dialect
        self.options = options
        self.report = report
        self.clock = clock
        self.progress = progress
        let counted = try Self.count(file, dialect)
        census = counted.census
        journal = ImportJournal(
            file: counted.digest,
            at: file.name,
            format: report.format,
            stock: options.stock,
            fromStart: options.fromStart
        )
        self.report.rows = census.rows
        self.report.warning = dialect.warning(census.suspects)
    }

    /// Reads everything and writes nothing; what is wrong is in the report.
    /// - Throws: ``ImportProblem`` where another delivery is unfinished.
    mutating func check() async throws {
        try await kernel.store.read { [journal] tx in try journal.refuseOthers(in: tx) }
        try await eachBatch(.checking) { run, batch, names in
            try await run.check(batch, &names)
        }
        report.losses = losses.list
        report.skipped = bad.count
    }

    /// Writes the products that have no problem, or finds out what writing them would do.
    mutating func write() async throws {
        do {
            if !report.isDryRun { try await begin() }
            let done =
                options.fromStart
                ? 0 : try await kernel.store.read { [journal] tx in try journal.position(in: tx) } ?? 0
            (report.resumedAfter, kept) = (done, done)
            try await eachBatch(.writing) { run, batch, names in
                let named = try await run.name(batch, &names)
                try await run.save(named.filter { $0.ordinal > run.report.resumedAfter })
            }
            guard !report.isDryRun, done > 0 || report.created + report.updated > 0 else { return }
            try await kernel.store.write { [journal] tx in try journal.end(in: tx) }
        } catch {
            throw ImportStopped(report: report, cause: error)
        }
    }

    /// What is written before the first product.
    private func begin() async throws {
        guard options.fromStart || !dialect.warehousesOff.isEmpty else { return }
        try await kernel.store.write { [journal, options, names = dialect.warehousesOff] tx in
            if options.fromStart { try journal.end(in: tx) }
            for name in names where try WarehouseStore.find(named: name, in: tx) == nil {
                _ = try WarehouseStore.create(name: name, isActive: false, in: tx)
            }
        }
    }

    private static func count(
        _ file: CSVFile,
        _ dialect: any Dialect
    ) throws -> (census: RowCensus, digest: String) {
        let digest = try file.digest()
        var reader = try CSVReader(file)
        var census = RowCensus()
        _ = try reader.next()
        while let row = try reader.next() {
            if census.rows.isMultiple(of: 1000) { try Task.checkCancellation() }
            census.count(row, dialect)
        }
        return (census, digest)
    }

    /// Both passes go through the same products in the same order, so that they give them the same names.
    private mutating func eachBatch(
        _ phase: ImportProgress.Phase,
        _ body: (inout ImportRun, [Prepared], inout NameRegistry) async throws -> Void
    ) async throws {
        var reader = try CSVReader(file)
        _ = try reader.next()
        var groups = ProductGroups(reader, dialect, census)
        var names = NameRegistry(file: file.name, sharedSKUs: dialect.sharedSKUs, census: census)
        var ordinal = 0
        var atEnd = false
        while !atEnd {
            var found: [(ordinal: Int, group: RowGroup)] = []
            var size = 0
            while size < (phase == .checking ? BatchPace.checkedAtOnce : pace.size) {
                guard let group = try groups.next() else {
                    atEnd = true
                    break
                }
                ordinal += 1
                size += group.rows.count
                found.append((ordinal, group))
            }
            try Task.checkCancellation()
            let batch = try await prepare(found, phase)
            if !batch.isEmpty { try await body(&self, batch, &names) }
            progress(ImportProgress(file: file.name, phase: phase, rows: groups.rowsRead, totalRows: census.rows))
        }
    }

    /// Makes products of rows, as plugins have set these right.
    private mutating func prepare(
        _ found: [(ordinal: Int, group: RowGroup)],
        _ phase: ImportProgress.Phase
    ) async throws -> [Prepared] {
        guard asksAboutRows else {
            return found.compactMap { ordinal, group in
                draft(group, ordinal, phase).map { Prepared(ordinal: ordinal, product: $0, rows: []) }
            }
        }
        let good = found.filter { $0.group.problem == nil }
            .map { RowCheck.Group(ordinal: $0.ordinal, rows: $0.group.rows) }
        let result = try await rowCheck.result(of: good[...])
        if phase == .checking { for (ordinal, problem) in result.problems { refuse(ordinal, problem) } }
        let asked = Dictionary(result.groups.map { ($0.ordinal, $0.rows) }) { first, _ in first }
        return found.compactMap { ordinal, group in
            guard group.problem != nil || asked[ordinal] != nil else { return nil }
            let rows = asked[ordinal] ?? group.rows
            return draft(RowGroup(rows: rows, problem: group.problem), ordinal, phase)
                .map { Prepared(ordinal: ordinal, product: $0, rows: rows) }
        }
    }

    private var asksAboutRows: Bool { kernel.hooks.current().hears(ImportRows.self) }

    private var rowCheck: RowCheck {
        RowCheck(kernel: kernel, sheet: dialect.sheet, format: report.format, isDryRun: report.isDryRun)
    }

    private mutating func draft(
        _ group: RowGroup,
        _ ordinal: Int,
        _ phase: ImportProgress.Phase
    ) -> DraftedProduct? {
        do throws(ImportProblem) {
            if let problem = group.problem { throw problem }
            var noted = LossNotes()
            var product = try dialect.product(from: group.rows, noting: &noted)
            product.clean(noting: &noted)
            if phase == .checking { losses.add(noted) }
            return product
        } catch {
            if phase == .checking { refuse(ordinal, error) }
            return nil
        }
    }

    private mutating func refuse(_ ordinal: Int, _ problem: ImportProblem) {
        bad.insert(ordinal)
        report.problemCount += 1
        if report.problems.count < ImportFailure.keptProblems { report.problems.append(problem) }
    }

    // MARK: Checking

    private mutating func check(_ batch: [Prepared], _ names: inout NameRegistry) async throws {
        let (file, stock, warehousesOff) = (file.name, options.stock, dialect.warehousesOff)
        let asksPlugins = kernel.hooks.current().hears(ProductSaving.self)
        let checked = try await kernel.store.read { [names] tx in
            var check = try BatchCheck(
                names,
                file: file,
                stock: stock,
                warehousesOff: warehousesOff,
                keepsCandidates: asksPlugins,
                in: tx
            )
            try check.check(batch, in: tx)
            return check.result
        }
        names = checked.names
        losses.add(checked.losses)
        known.formUnion(checked.known)
        report.renames += checked.renames
        for (ordinal, problem) in checked.problems { refuse(ordinal, problem) }
        let asking = SavingCheck(kernel: kernel, file: file)
        for (ordinal, problem) in try await asking.problems(of: checked.candidates[...]) { refuse(ordinal, problem) }
    }

    // MARK: Writing

    /// - Returns: those that have no problem.
    private func name(_ batch: [Prepared], _ names: inout NameRegistry) async throws -> [Prepared] {
        let good: [Prepared]
        if batch.contains(where: { known.contains($0.ordinal) }) {
            (names, good) = try await kernel.store.read { [names, bad, known] tx in
                var names = names
                var good: [Prepared] = []
                for some in batch.parts(of: BatchPace.readAtOnce) {
                    let there = try KnownNames(of: some.filter { known.contains($0.ordinal) }[...], in: tx)
                    for prepared in some {
                        let view = CatalogView(there, known.contains(prepared.ordinal) ? tx : nil)
                        if let named = try names.named(prepared, bad, view) { good.append(named) }
                    }
                }
                return (names, good)
            }
        } else {
            good = try batch.compactMap { try names.named($0, bad, CatalogView(KnownNames(), nil)) }
        }
        return good
    }

    private mutating func save(_ batch: [Prepared]) async throws {
        var rest = batch[...]
        while !rest.isEmpty { rest = rest.dropFirst(try await saveSome(of: rest)) }
    }

    /// - Returns: how many of these were saved: at least one.
    private mutating func saveSome(of batch: ArraySlice<Prepared>) async throws -> Int {
        let started = clock()
        let outcomes = try await writer.write(batch)
        if !report.isDryRun, outcomes.contains(where: { $0 != .unchanged }) {
            kept = batch[batch.startIndex + outcomes.count - 1].ordinal
        }
        report.created += outcomes.count { $0 == .created }
        report.updated += outcomes.count { $0 == .updated }
        report.unchanged += outcomes.count { $0 == .unchanged }
        pace.follow(clock() - started)
        if options.isShared() { try await Task.sleep(for: BatchPace.breath) }
        return outcomes.count
    }

    private var writer: BatchWriter {
        BatchWriter(
            kernel: kernel,
            file: file.name,
            stock: options.stock,
            isDryRun: report.isDryRun,
            journal: journal,
            kept: kept,
            rowCheck: rowCheck,
            clock: clock
        )
    }
}

extension NameRegistry {
    /// Gives a product its names; nil when it has a problem, which the check has told.
    fileprivate mutating func named(
        _ prepared: ImportRun.Prepared,
        _ bad: Set<Int>,
        _ view: CatalogView
    ) throws -> ImportRun.Prepared? {
        do {
            let named = try complete(prepared.product, in: view)
            guard !bad.contains(prepared.ordinal) else { return nil }
            return ImportRun.Prepared(ordinal: prepared.ordinal, product: named.product, rows: prepared.rows)
        } catch let problem as ImportProblem {
            guard bad.contains(prepared.ordinal) else { throw problem }
            return nil
        }
    }
}
