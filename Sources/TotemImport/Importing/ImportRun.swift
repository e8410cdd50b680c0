import TotemKernel
import TotemStore

/// The passes over one file: count, check, write.
struct ImportRun {
    /// How many products one transaction writes: long enough to be fast, short enough that a shop that is selling from
    /// the same store waits a fraction of a second.
    static let batchSize = 250

    private struct Prepared: Sendable {
        let ordinal: Int
        var product: DraftedProduct
    }

    private let kernel: Kernel
    private let file: CSVFile
    private let dialect: any Dialect
    private let census: RowCensus
    private let progress: @Sendable (ImportProgress) -> Void
    private(set) var report: ImportReport
    private var losses = LossNotes()
    /// Products with a problem, by their place in the order in which they are completed.
    private var bad: Set<Int> = []

    init(
        _ kernel: Kernel,
        _ file: CSVFile,
        _ dialect: any Dialect,
        _ report: ImportReport,
        progress: @escaping @Sendable (ImportProgress) -> Void
    ) throws(ImportProblem) {
        self.kernel = kernel
        self.file = file
        self.dialect = dialect
        self.report = report
        self.progress = progress
        census = try Self.count(file, dialect)
        self.report.rows = census.rows
    }

    /// Reads everything and writes nothing; what is wrong is in the report.
    mutating func check() async throws {
        try await eachBatch(.checking, isCheck: true) { run, batch in
            try await run.checkAgainstStore(batch)
        }
        report.losses = losses.list
        report.skipped = bad.count
    }

    /// Writes the products that have no problem, or finds out what writing them would do.
    mutating func write() async throws {
        do {
            try await writeBatches()
        } catch {
            let written = report.created + report.updated
            guard written > 0, !report.isDryRun else { throw error }
            throw ImportStopped(file: file.name, written: written, cause: error)
        }
    }

    private mutating func writeBatches() async throws {
        try await eachBatch(.writing, isCheck: false) { run, batch in
            let good = batch.filter { !run.bad.contains($0.ordinal) }
            let outcomes = try await run.save(good)
            run.report.created += outcomes.count { $0 == .created }
            run.report.updated += outcomes.count { $0 == .updated }
            run.report.unchanged += outcomes.count { $0 == .unchanged }
        }
    }

    private static func count(_ file: CSVFile, _ dialect: any Dialect) throws(ImportProblem) -> RowCensus {
        var reader = try CSVReader(file)
        var census = RowCensus()
        _ = try reader.next()
        while let row = try reader.next() { census.count(try? dialect.place(of: row)) }
        return census
    }

    /// Both passes go through the same steps in the same order, so that they give products the same names.
    private mutating func eachBatch(
        _ phase: ImportProgress.Phase,
        isCheck: Bool,
        _ body: (inout ImportRun, [Prepared]) async throws -> Void
    ) async throws {
        var reader = try CSVReader(file)
        _ = try reader.next()
        var groups = ProductGroups(reader, dialect, census)
        var names = NameRegistry()
        var ordinal = 0
        var atEnd = false
        while !atEnd {
            var batch: [Prepared] = []
            while batch.count < Self.batchSize {
                guard let group = try groups.next() else {
                    atEnd = true
                    break
                }
                ordinal += 1
                if let product = draft(group, ordinal, isCheck) {
                    batch.append(Prepared(ordinal: ordinal, product: product))
                }
            }
            try Task.checkCancellation()
            batch = try await recognize(batch)
            let named = name(batch, &names, isCheck)
            try await body(&self, named)
            progress(ImportProgress(file: file.name, phase: phase, rows: groups.rowsRead, totalRows: census.rows))
        }
    }

    private mutating func draft(_ group: RowGroup, _ ordinal: Int, _ isCheck: Bool) -> DraftedProduct? {
        do throws(ImportProblem) {
            if let problem = group.problem { throw problem }
            var noted = LossNotes()
            let product = try dialect.product(from: group.rows, noting: &noted)
            if isCheck { losses.add(noted) }
            return product
        } catch {
            if isCheck { refuse(ordinal, error) }
            return nil
        }
    }

    /// In a file without slugs a product is known by its SKU: renamed there, it is still the same here.
    private func recognize(_ batch: [Prepared]) async throws -> [Prepared] {
        guard !dialect.hasSlugs, !batch.isEmpty else { return batch }
        return try await kernel.store.read { tx in
            try batch.map { prepared in
                var known = prepared
                guard let sku = prepared.product.draft.sku else { return known }
                known.product.draft.slug = try ProductStore.find(sku: sku, in: tx)?.slug
                return known
            }
        }
    }

    private mutating func name(_ batch: [Prepared], _ names: inout NameRegistry, _ isCheck: Bool) -> [Prepared] {
        var named: [Prepared] = []
        for var prepared in batch {
            do throws(ImportProblem) {
                try names.complete(&prepared.product, file: file.name)
                named.append(prepared)
            } catch {
                if isCheck { refuse(prepared.ordinal, error) }
            }
        }
        return named
    }

    private mutating func refuse(_ ordinal: Int, _ problem: ImportProblem) {
        bad.insert(ordinal)
        report.problemCount += 1
        if report.problems.count < ImportFailure.keptProblems { report.problems.append(problem) }
    }

    private mutating func checkAgainstStore(_ batch: [Prepared]) async throws {
        let name = file.name
        let found = try await kernel.store.read { tx in
            var check = try CatalogCheck(in: tx)
            let drafts = batch.map(\.product.draft)
            try check.lookUp(slugs: drafts.compactMap(\.slug), skus: drafts.flatMap(\.skus), in: tx)
            return try batch.compactMap { prepared in
                try prepared.product.problem(&check, in: tx, file: name).map { (prepared.ordinal, $0) }
            }
        }
        for (ordinal, problem) in found { refuse(ordinal, problem) }
    }

    private func save(_ batch: [Prepared]) async throws -> [SaveResult.Outcome] {
        guard !batch.isEmpty else { return [] }
        let isDryRun = report.isDryRun
        let name = file.name
        do {
            return try await kernel.write(as: .system) { tx, context in
                var writer = try CatalogWriter(in: tx)
                let outcomes = try writer.together(in: tx) { writer in
                    try writer.lookUp(batch.map(\.product.draft), in: tx)
                    return try batch.map { prepared in
                        do {
                            return try writer.saveOne(prepared.product.draft, in: tx, at: context.now)
                        } catch let error as KernelError {
                            // The store has changed since the check.
                            throw prepared.product.problem(for: error, file: name)
                        }
                    }
                }
                guard !isDryRun else { throw DryRun(outcomes: outcomes) }
                return outcomes
            }
        } catch let dry as DryRun {
            return dry.outcomes
        }
    }
}

/// Undoes a transaction and carries out what it would have done.
private struct DryRun: Error {
    let outcomes: [SaveResult.Outcome]
}
