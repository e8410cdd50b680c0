import TotemStore

/// The words that a product is found by: those of its name, and its SKUs.
enum ProductTerms {
    /// Words kept of one product.
    private static let largestCount = 64
    /// Characters kept of one word.
    private static let largestLength = 40

    /// The words of a text in small letters, without accents, each once, in their order.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        for part in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            guard let word = Slug(from: String(part))?.text else { continue }
            let short = String(word.unicodeScalars.prefix(largestLength))
            if !words.contains(short) { words.append(short) }
        }
        return words
    }

    static func insert(_ draft: CheckedDraft, of id: Product.ID, in tx: Transaction) throws {
        var terms = Set(words(of: draft.name))
        terms.formUnion(words(of: draft.sku))
        for variant in draft.variants {
            guard terms.count < largestCount else { break }
            terms.formUnion(words(of: variant.sku))
        }
        for term in terms.prefix(largestCount) {
            try tx.executeLater("INSERT INTO product_terms (product_id, term) VALUES ($1, $2)", id, term)
        }
    }
}
