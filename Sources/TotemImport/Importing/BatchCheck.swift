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

    /// - Parameters:
    ///   - warehousesOff: those of the file whose stock is not on sale there.
    ///   - keepsCandidates: whether plugins are to be asked.
    init(
        _ names: NameRegistry,
        file: String,
        stock: StockMode,
        warehousesOff: [String],
        keepsCandidates: Bool,
        in tx: Transaction
    ) throws {
        self.keepsCandidates = keepsCandidates
        result = Result(names: names)
        merge = ProductMerge(
            mode: stock,
            standardWarehouse: try WarehouseStore.standardName(in: tx),
            warehousesOn: try warehousesOff.filter { name in
                try WarehouseStore.find(named: name, in: tx)?.isActive == true
            },
            file: file
        )
        check = try CatalogCheck(in: tx)
    }

    /// What the store has of products is asked for many at once.
    mutating func check(_ batch: [ImportRun.Prepared], in tx: Transaction) throws {
        for some in batch.parts(of: BatchPace.readAtOnce) {
            let known = try KnownNames(of: some, in: tx)
            for prepared in some { try check(prepared, known, in: tx) }
        }
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

extension KnownNames {
    /// What the store has of products, and who has the names that they may get.
    init(of batch: ArraySlice<ImportRun.Prepared>, in tx: Transaction) throws {
        self.init()
        try lookUpProducts(
            slugs: batch.flatMap(\.product.likelySlugs),
            skus: batch.flatMap(\.product.likelySKUs),
            in: tx
        )
    }
}

extension Array {
    /// The array in parts of this size; the last may be smaller.
    func parts(of size: Int) -> some Sequence<ArraySlice<Element>> {
        stride(from: 0, to: count, by: size).lazy.map { self[$0...].prefix(size) }
    }
}
