import TotemKernel

/// The slugs and SKUs of a file: gives names to products that have none, and finds those that are given twice.
///
/// Names are kept as hashes, with the lines where they were met. Two different names among a million have one hash once
/// in some ten million files, and Swift seeds its hashes anew in every run, so running the import again helps.
struct NameRegistry {
    private var slugLines: [Int: Int32] = [:]
    private var skuLines: [Int: Int32] = [:]

    /// Fills in slug and SKUs, and remembers them. When it throws, it remembers nothing.
    mutating func complete(_ product: inout DraftedProduct, file: String) throws(ImportProblem) {
        let slug = try slug(of: product, file)
        var draft = product.draft
        draft.slug = slug
        nameVariants(of: &draft, slug)
        draft.sku = draft.sku ?? productSKU(slug, draft.variants)

        var own: [Int: Int32] = [:]
        let lines = [product.line] + product.variantLines
        for (sku, line) in zip([draft.sku] + draft.variants.map(\.sku), lines) {
            guard let sku else { continue }
            if let other = skuLines[sku.hashValue] ?? own[sku.hashValue] {
                throw ImportProblem(
                    file: file,
                    line: line,
                    column: product.columns["sku"],
                    "the SKU '\(sku)' is that of line \(other) too; every product and variant needs one of its own"
                )
            }
            own[sku.hashValue] = Int32(clamping: line)
        }
        skuLines.merge(own) { first, _ in first }
        slugLines[slug.hashValue] = Int32(clamping: product.line)
        product.draft = draft
    }

    private func slug(of product: DraftedProduct, _ file: String) throws(ImportProblem) -> String {
        guard let given = product.draft.slug else { return try made(for: product, file) }
        if let other = slugLines[given.hashValue] {
            throw ImportProblem(
                file: file,
                line: product.line,
                "has the slug '\(given)', and so has line \(other); every product needs one of its own"
            )
        }
        return given
    }

    /// Of products with one name, the later ones get their SKU (or their number in the other shop) added.
    private func made(for product: DraftedProduct, _ file: String) throws(ImportProblem) -> String {
        let plain = Slug(from: product.draft.name) ?? product.distinction.flatMap(Slug.init(from:))
        guard let plain else {
            throw ImportProblem(
                file: file,
                line: product.line,
                "'\(product.draft.name)' holds no letter or digit to make an address from"
            )
        }
        guard let other = slugLines[plain.text.hashValue] else { return plain.text }
        guard let distinction = product.distinction, let longer = Slug(from: "\(plain.text)-\(distinction)"),
            slugLines[longer.text.hashValue] == nil
        else {
            throw ImportProblem(
                file: file,
                line: product.line,
                "has the name of line \(other) and no SKU that would tell them apart; give it another name or a SKU"
            )
        }
        return longer.text
    }

    /// Variants whose values differ only by what a SKU made from them has no place for, such as `5` and `5+`, are
    /// numbered: `ring-5`, `ring-5-2`.
    private func nameVariants(of draft: inout ProductDraft, _ slug: String) {
        var own = Set(draft.variants.compactMap(\.sku))
        for index in draft.variants.indices where draft.variants[index].sku == nil {
            let sku = free(Self.sku(slug, draft.variants[index].options), own)
            draft.variants[index].sku = sku
            own.insert(sku)
        }
    }

    /// A name that is made, not given, gives way to those that are there.
    private func free(_ name: String, _ own: Set<String>) -> String {
        var free = name
        var number = 1
        while own.contains(free) || skuLines[free.hashValue] != nil {
            number += 1
            free = "\(name)-\(number)"
        }
        return free
    }

    /// `clay-plant-pot-large`
    private static func sku(_ slug: String, _ options: [VariantDraft.Option]) -> String {
        let values = options.compactMap { option -> String? in
            guard case .string(let text) = option.value else { return nil }
            return Slug(from: text)?.text
        }
        return ([slug] + values).joined(separator: "-")
    }

    /// A product's own SKU is never bought when there are variants; one of them may have the slug as its SKU.
    private func productSKU(_ slug: String, _ variants: [VariantDraft]) -> String {
        let own = Set(variants.compactMap(\.sku))
        return free(own.contains(slug) ? "\(slug)-product" : slug, own)
    }
}
