import TotemKernel
import TotemStore

/// Finds out what the store would refuse of some products of a file.
struct BatchCheck {
    /// What was found.
    struct Result: Sendable {
        var names: NameRegistry
        var losses = LossNotes()
        var known: Set<Int> = []
        var renames: [ImportRename] = []
        var problems: [(ordinal: Int, problem: ImportProblem)] = []
        /// What plugins are to be asked about.
        var candidates: [SavingCheck.Candidate] = []
    }

    private(set) var result: Result
    private let merge: ProductMerge
    private let keepsCandidates: Bool
    private var check: CatalogCheck

    /// - Parameter keepsCandidates: whether plugins are to be asked.
    init(
        _ names: NameRegistry,
        file: String,
        stock: StockMode,
        keepsCandidates: Bool,
        in tx: Transaction
    ) throws {
        self.keepsCandidates = keepsCandidates
        result = Result(names: names)
        merge = ProductMerge(mode: stock, standardWarehouse: try WarehouseStore.standardName(in: tx), file: file)
        check = try CatalogCheck(in: tx)
    }

    /// Who has the slugs and SKUs of the batch is asked in one round trip.
    mutating func check(_ batch: [ImportRun.Prepared], in tx: Transaction) throws {
        let drafts = batch.map(\.product.draft)
        var known = KnownNames()
        try known.lookUp(slugs: drafts.compactMap(\.slug), skus: drafts.flatMap(\.skus), in: tx)
        for prepared in batch { try check(prepared, known, in: tx) }
    }

    private mutating func check(_ prepared: ImportRun.Prepared, _ known: KnownNames, in tx: Transaction) throws {
        let view = CatalogView(known, tx)
        defer { if view.hasFound { result.known.insert(prepared.ordinal) } }
        do {
            let named = try result.names.complete(prepared.product, in: view)
            result.renames += named.renames
            let draft = try merge(named.product, over: named.known, noting: &result.losses)
            do {
                try check.check(draft, in: tx)
                guard keepsCandidates else { return }
                result.candidates.append(
                    SavingCheck.Candidate(
                        ordinal: prepared.ordinal,
                        product: named.product,
                        before: named.known,
                        after: draft
                    )
                )
            } catch let error as KernelError {
                throw named.product.problem(for: error, file: merge.file)
            }
        } catch let problem as ImportProblem {
            result.problems.append((prepared.ordinal, problem))
        }
    }
}
