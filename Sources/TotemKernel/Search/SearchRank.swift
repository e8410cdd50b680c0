/// How well a product answers words: BM25 over the words of its name and the others that it is found by.
///
/// Every product that is found has all the words, so how rare a word is adds the same to all of them and is left out. A
/// word of the name counts for more than one of a SKU or an attribute, a whole word for more than a beginning, and a
/// short name for more than a long one.
struct SearchRank {
    private let words: [String]
    private let begun: String?

    /// How much a word tells by where it stands.
    private enum Weight {
        static let name = 3.0
        static let beginningInName = 1.5
        static let elsewhere = 1.0
        static let beginningElsewhere = 0.5
    }

    /// BM25's constants: how soon more of a word adds nothing, how much the length counts, words of a usual name.
    private static let saturation = 1.2
    private static let lengthShare = 0.75
    private static let usualLength = 6.0

    /// More than any words come to: whole words go first, whatever else.
    private static let wholeFirst: Int64 = 1_000_000_000

    init(_ query: SearchQuery) {
        words = query.words
        begun = query.begun
    }

    /// Higher is better; the same for the same product.
    /// - Parameters:
    ///   - name: the words of its name.
    ///   - isWhole: whether it has the last word as it stands.
    func score(_ name: String, isWhole: Bool) -> Int64 {
        let length = Double(name.utf8.lazy.filter { $0 == UInt8(ascii: " ") }.count + 1)
        let nameNorm = Self.saturation * (1 - Self.lengthShare + Self.lengthShare * length / Self.usualLength)
        var score = 0.0
        func add(_ weight: Double) {
            let norm = weight > Weight.elsewhere ? nameNorm : Self.saturation
            score += weight * (Self.saturation + 1) / (weight + norm)
        }
        for word in words { add(SearchQuery.has(name, word) ? Weight.name : Weight.elsewhere) }
        if let begun { add(weight(ofBegun: begun, name, isWhole)) }
        return Int64(score * 1_000_000) + (isWhole ? Self.wholeFirst : 0)
    }

    private func weight(ofBegun word: String, _ name: String, _ isWhole: Bool) -> Double {
        if SearchQuery.has(name, word) { return Weight.name }
        let beginning = SearchQuery.begins(name, word) ? Weight.beginningInName : Weight.beginningElsewhere
        return isWhole ? max(Weight.elsewhere, beginning) : beginning
    }
}
