import TotemStore

/// The words that a product is found by: those of its name, and its SKUs.
enum ProductTerms {
    /// Words kept of one product.
    private static let largestCount = 64
    /// Characters kept of one word.
    private static let largestLength = 40
    /// Words that one statement writes: as many as most products have.
    private static let termsAtOnce = 8

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
        let kept = Array(terms.prefix(largestCount))
        for start in stride(from: 0, to: kept.count, by: termsAtOnce) {
            let term = { (place: Int) in start + place < kept.count ? kept[start + place] : nil }
            try tx.executeLater(
                """
                INSERT INTO product_terms (product_id, term) SELECT $1, column1
                FROM (VALUES ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9)) AS terms WHERE column1 IS NOT NULL
                """,
                id,
                term(0),
                term(1),
                term(2),
                term(3),
                term(4),
                term(5),
                term(6),
                term(7)
            )
        }
    }
}
