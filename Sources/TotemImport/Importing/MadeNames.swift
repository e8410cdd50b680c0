import TotemKernel

/// Names that are made for products of a file that gives them none.
extension DraftedProduct {
    /// Addresses that it may have, the first that is free is its own; none when there is nothing to make them from.
    var slugCandidates: some Collection<String> {
        let plain = (Slug(from: draft.name) ?? distinction.flatMap(Slug.init(from:)))?.text
        let base = plain.map { plain in distinction.map { "\(plain)-\($0)" } ?? plain } ?? ""
        return (0...(plain == nil ? 0 : 99)).lazy.compactMap { number in
            switch number {
            case 0: plain
            case 1: Slug(from: base)?.text
            default: Slug(from: "\(base)-\(number)")?.text
            }
        }
    }

    /// The slugs that a store is asked for to find out which product it is: what it has, or most likely gets.
    var likelySlugs: [String] { draft.slug.map { [$0] } ?? Array(slugCandidates.prefix(2)) }

    /// The SKUs that it has, or most likely gets.
    var likelySKUs: [String] {
        let given = draft.skus
        guard draft.sku == nil || draft.variants.contains(where: { $0.sku == nil }) else { return given }
        return likelySlugs.reduce(into: given) { skus, slug in
            if draft.sku == nil { skus.append(madeSKU(from: slug)) }
            skus += draft.variants.filter { $0.sku == nil }.map { $0.madeSKU(from: slug) }
        }
    }

    /// The SKU of a product without one. That of a product of another shop says so, with its number there: by its name alone
    /// it would be taken for any product that is called so.
    func madeSKU(from slug: String) -> String { origin.map { "\(slug)-\($0)" } ?? slug }

    /// Whether a SKU is one that a product like this has been given.
    func isMade(_ sku: String?, from slug: String) -> Bool {
        guard let sku else { return false }
        let made = madeSKU(from: slug)
        return sku == made || sku.hasPrefix(made + "-")
    }
}
