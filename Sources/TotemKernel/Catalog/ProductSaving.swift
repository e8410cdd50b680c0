import TotemStore

/// `product.saving`: products are about to be made or changed, with the stock that comes with them. Nothing of it is written. It
/// is not asked about metadata and adjustments of stock, which are no part of a draft.
public struct ProductSaving: Hook {
    public typealias Answer = Void

    public struct Change: Sendable {
        /// Nil for a new one.
        public let id: Product.ID?
        public let before: ProductDraft?
        public let after: ProductDraft
    }

    /// Products that plugins are told of at once.
    private static let largestBatch = 250

    public let changes: [Change]

    /// Asks plugins whether these products may be saved. Those that stay as they are are left out.
    /// - Parameter drafts: as they are, with their slug, and as they are to be: checked.
    /// - Throws: ``KernelError``: a plugin's veto, which names fields as if there was one product.
    public static func ask(
        about drafts: [(before: ProductDraft?, after: ProductDraft)],
        in call: HookCall
    ) throws {
        guard call.hears(ProductSaving.self) else { return }
        let drafts = drafts.filter { $0.before != $0.after }
        let ids = try ProductStore.ids(ofSlugs: drafts.compactMap { $0.before?.slug }, in: call.tx)
        let changes = drafts.map { draft in
            Change(id: draft.before?.slug.flatMap { ids[$0] }, before: draft.before, after: draft.after)
        }
        for start in stride(from: 0, to: changes.count, by: largestBatch) {
            try call.run(ProductSaving(changes: Array(changes[start...].prefix(largestBatch))))
        }
    }
}
