import TotemKernel
import TotemStore

/// What plugins object to in products of a file, asked before anything of the file is written. What they write meanwhile is
/// undone.
struct SavingCheck {
    /// A product that the store itself would take.
    struct Candidate: Sendable {
        let ordinal: Int
        let product: DraftedProduct
        let before: ProductDraft?
        let after: ProductDraft
    }

    let kernel: Kernel
    let file: String

    /// All are asked about at once. Where a plugin objects, halves of them tell which it is.
    func problems(
        of candidates: ArraySlice<Candidate>
    ) async throws -> [(ordinal: Int, problem: ImportProblem)] {
        guard let first = candidates.first, let objection = try await objection(to: candidates) else { return [] }
        guard candidates.count > 1 else { return [(first.ordinal, first.product.problem(for: objection, file: file))] }
        let middle = candidates.startIndex + candidates.count / 2
        var problems = try await problems(of: candidates[..<middle])
        problems += try await self.problems(of: candidates[middle...])
        // Each alone is good, and all of them together are not.
        return problems.isEmpty ? [(first.ordinal, first.product.problem(for: objection, file: file))] : problems
    }

    /// - Throws: what keeps plugins from being asked, such as that one of them failed.
    private func objection(to candidates: ArraySlice<Candidate>) async throws -> KernelError? {
        do {
            try await kernel.write(kernel.context(for: .system, channel: .import)) { tx, context -> Void in
                try ProductSaving.ask(about: candidates.map { ($0.before, $0.after) }, in: HookCall(tx, context))
                throw Agreement()
            }
            return nil
        } catch is Agreement {
            return nil
        } catch let veto as KernelError where veto.kind != .unavailable {
            return veto
        }
    }

    /// Undoes the transaction in which plugins agreed.
    private struct Agreement: Error {}
}

extension ProductMerge {
    /// Asks plugins about the first of these, as many as there is time to look at.
    /// - Returns: those that were asked about; all, where no plugin wants to know.
    /// - Throws: ``KernelError``: a plugin's veto.
    func agreed(
        _ batch: ArraySlice<ImportRun.Prepared>,
        until end: ContinuousClock.Instant,
        in call: HookCall
    ) throws -> ArraySlice<ImportRun.Prepared> {
        guard call.hears(ProductSaving.self) else { return batch }
        var drafts: [(before: ProductDraft?, after: ProductDraft)] = []
        var unheard = LossNotes()
        while drafts.count < batch.count, drafts.isEmpty || ContinuousClock.now < end {
            let some = batch.dropFirst(drafts.count).prefix(max(BatchPace.heldAtFirst, drafts.count))
            var there = KnownNames()
            try there.lookUpProducts(slugs: some.compactMap(\.product.draft.slug), skus: [], in: call.tx)
            for prepared in some where drafts.isEmpty || ContinuousClock.now < end {
                let known = try prepared.product.draft.slug.flatMap { try there.draft(slug: $0, in: call.tx) }
                drafts.append((known, try callAsFunction(prepared.product, over: known, noting: &unheard)))
            }
        }
        try ProductSaving.ask(about: drafts, in: call)
        return batch.prefix(drafts.count)
    }
}
