import TotemKernel

/// Which of a product's variants a file's variants are: the one with its SKU, else the one with its options. Each is found
/// without a look at all the others, for a product can have thousands, and orders wait while one is saved.
struct VariantPlaces {
    private let variants: [VariantDraft]
    private let bySKU: [String: Int]
    /// Made when a variant is first looked for by its options.
    private lazy var byChoice = Dictionary(zip(variants.map(\.choice), variants.indices)) { first, _ in first }

    init(_ variants: [VariantDraft]) {
        self.variants = variants
        let named = variants.enumerated().compactMap { place, variant in variant.sku.map { ($0, place) } }
        bySKU = Dictionary(named) { first, _ in first }
    }

    mutating func place(of variant: VariantDraft) -> Int? {
        if let place = variant.sku.flatMap({ bySKU[$0] }) { return place }
        return variant.options.isEmpty ? nil : byChoice[variant.choice]
    }
}

extension VariantDraft {
    /// Its options as texts, whatever their order and types.
    fileprivate var choice: [String: String] {
        Dictionary(options.map { ($0.name, TotemText.text(of: $0.value)) }) { first, _ in first }
    }
}
