import TotemKernel

extension DraftedProduct {
    /// Which of the product's variants in the store its own are, and behind those the ones that are spared; nil for new ones.
    func places(among known: [VariantDraft], file: String) throws(ImportProblem) -> [Int?] {
        do {
            return try VariantIdentity.match((draft.variants + spared).map(\.identity), to: known.map(\.identity))
        } catch {
            throw problem(for: error, file: file)
        }
    }
}

extension VariantDraft {
    /// No file knows an id of the store. Options are compared as texts, whatever their order and types.
    fileprivate var identity: VariantIdentity<[String: String]> {
        let choice = Dictionary(options.map { ($0.name, TotemText.text(of: $0.value)) }) { first, _ in first }
        return VariantIdentity(id: nil, sku: sku, options: choice.isEmpty ? nil : choice)
    }
}
