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
