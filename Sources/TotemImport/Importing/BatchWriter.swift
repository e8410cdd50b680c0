import TotemKernel
import TotemStore

/// Saves products of a file, in one transaction as many of them as there is time for: a row can be about one of a product's
/// thousand variants, so that rows don't tell how much work they are.
struct BatchWriter {
    let kernel: Kernel
    let file: String
    let stock: StockMode
    let isDryRun: Bool
    let journal: ImportJournal
    /// Up to which product the journal has the file.
    let kept: Int
    let rowCheck: RowCheck
    let clock: @Sendable () -> ContinuousClock.Instant

    /// - Returns: what became of the first of these: of at least one.
    /// - Throws: ``ImportProblem`` when the store has changed since the check, or a plugin's veto.
    func write(_ batch: ArraySlice<ImportRun.Prepared>) async throws -> [SaveResult.Outcome] {
        do {
            return try await kernel.write(kernel.context(for: .system, channel: .import)) { tx, context in
                let call = HookCall(tx, context)
                let outcomes = try save(batch, in: call)
                try rowCheck.tell(batch.prefix(outcomes.count), in: call)
                guard !isDryRun else { throw DryRun(outcomes: outcomes) }
                // What changes nothing may be done again.
                if outcomes.contains(where: { $0 != .unchanged }) {
                    let last = batch[batch.startIndex + outcomes.count - 1]
                    try journal.advance(from: kept, to: last.ordinal, in: tx, at: context.now)
                }
                return outcomes
            }
        } catch let dry as DryRun {
            return dry.outcomes
        }
    }

    private func save(
        _ batch: ArraySlice<ImportRun.Prepared>,
        in call: HookCall
    ) throws -> [SaveResult.Outcome] {
        let end = clock() + BatchPace.longest
        let isEarly = { clock() < end }
        let merge = ProductMerge(
            mode: stock,
            standardWarehouse: try WarehouseStore.standardName(in: call.tx),
            // The check has told of them.
            warehousesOn: [],
            file: file
        )
        var writer = try CatalogWriter(in: call.tx)
        return try writer.together(in: call.tx) { writer in
            try writer.lookUp(batch.map(\.product.draft), in: call.tx)
            guard call.hears(ProductSaving.self) else {
                return try merge.save(batch, by: &writer, in: call, while: isEarly)
            }
            let agreed = try merge.agreed(batch, in: call, while: isEarly)
            return try merge.save(agreed, by: &writer, in: call) { true }
        }
    }

    /// Undoes a transaction and carries out what it would have done.
    private struct DryRun: Error {
        let outcomes: [SaveResult.Outcome]
    }
}

extension ProductMerge {
    /// Asks plugins about the first of these, as many as there is time to look at.
    /// - Returns: those that were asked about.
    /// - Throws: ``KernelError``: a plugin's veto.
    fileprivate func agreed(
        _ batch: ArraySlice<ImportRun.Prepared>,
        in call: HookCall,
        while isEarly: () -> Bool
    ) throws -> ArraySlice<ImportRun.Prepared> {
        var drafts: [(before: ProductDraft?, after: ProductDraft)] = []
        var unheard = LossNotes()
        while drafts.count < batch.count, drafts.isEmpty || isEarly() {
            let some = batch.dropFirst(drafts.count).prefix(max(BatchPace.heldAtFirst, drafts.count))
            var there = KnownNames()
            try there.lookUpProducts(slugs: some.compactMap(\.product.draft.slug), skus: [], in: call.tx)
            for prepared in some where drafts.isEmpty || isEarly() {
                let known = try prepared.product.draft.slug.flatMap { try there.draft(slug: $0, in: call.tx) }
                drafts.append((known, try callAsFunction(prepared.product, over: known, noting: &unheard)))
            }
        }
        try ProductSaving.ask(about: drafts, in: call)
        return batch.prefix(drafts.count)
    }

    /// Saves the first of these, as many as there is time for.
    fileprivate func save(
        _ batch: ArraySlice<ImportRun.Prepared>,
        by writer: inout CatalogWriter,
        in call: HookCall,
        while isEarly: () -> Bool
    ) throws -> [SaveResult.Outcome] {
        var outcomes: [SaveResult.Outcome] = []
        while outcomes.count < batch.count, outcomes.isEmpty || isEarly() {
            let some = batch.dropFirst(outcomes.count).prefix(max(BatchPace.heldAtFirst, outcomes.count))
            try writer.hold(slugs: some.compactMap(\.product.draft.slug), in: call.tx)
            for prepared in some where outcomes.isEmpty || isEarly() {
                outcomes.append(try save(prepared.product, by: &writer, in: call))
            }
        }
        return outcomes
    }

    private func save(
        _ product: DraftedProduct,
        by writer: inout CatalogWriter,
        in call: HookCall
    ) throws -> SaveResult.Outcome {
        guard let slug = product.draft.slug else { throw product.problem("has no slug", file: file) }
        var unheard = LossNotes()
        do {
            return try writer.saveOne(slug: slug, in: call.tx, at: call.context.now) { known in
                try self(product, over: known, noting: &unheard)
            }
        } catch let error as KernelError {
            // The store has changed since the check.
            throw product.problem(for: error, file: file)
        }
    }
}
