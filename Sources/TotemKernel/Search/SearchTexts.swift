import TotemStore

/// What one product is found by, each word once and apart by a blank.
struct SearchTexts: Hashable {
    /// The words of its name, in their order.
    let name: String
    /// Words of its SKU and its variants' SKUs, and of the values of attributes.
    let words: String
    /// ``SearchMark``s.
    let marks: String

    /// Words kept besides the name's, and marks.
    private static let largestCount = 4000
    /// Bytes of a value whose words are kept: a longer one is a description.
    private static let largestValue = 200

    /// - Parameter categories: the product's, and all above them.
    init(_ draft: CheckedDraft, _ parts: DraftParts) {
        var words = WordList(atMost: Self.largestCount)
        for sku in [draft.sku] + draft.variants.map(\.sku) {
            let own = SearchWords.words(of: sku)
            for word in own { words.add(word) }
            if own.count > 1 { words.add(String(own.joined().unicodeScalars.prefix(SearchWords.longestWord))) }
        }
        var values = WordList(atMost: Self.largestCount)
        for category in parts.categoriesAndAbove.sorted(by: { $0.value < $1.value }) {
            values.add(SearchMark.text(of: category))
        }
        for held in [parts.attributes] + parts.options {
            for (attribute, value) in held.sorted(by: { $0.key.value < $1.key.value }) {
                guard values.add(SearchMark.text(of: attribute, value)) else { continue }
                guard value.utf8.count <= Self.largestValue, value != "true", value != "false" else { continue }
                for word in SearchWords.words(of: value) { words.add(word) }
            }
        }
        name = SearchWords.words(of: draft.name).joined(separator: " ")
        self.words = words.text
        marks = draft.isActive ? values.text : values.text + (values.isEmpty ? "" : " ") + SearchMark.inactive
    }

    init(name: String, words: String, marks: String) {
        self.name = name
        self.words = words
        self.marks = marks
    }

    /// In bytes.
    var size: Int { name.utf8.count + words.utf8.count + marks.utf8.count }

    /// The same product with other categories, all above them included.
    func moved(to categories: [Category.ID]) -> SearchTexts {
        let marks = marks.split(separator: " ").filter { mark in
            if case .category = SearchMark(mark) { false } else { true }
        }
        let own = categories.sorted { $0.value < $1.value }.map { SearchMark.text(of: $0) }
        return SearchTexts(name: name, words: words, marks: (own + marks.map(String.init)).joined(separator: " "))
    }
}

/// Words in their order, each once.
private struct WordList {
    private var words: [String] = []
    private var seen: Set<String> = []
    private let largestCount: Int

    init(atMost largestCount: Int) {
        self.largestCount = largestCount
    }

    var isEmpty: Bool { words.isEmpty }
    var text: String { words.joined(separator: " ") }

    /// - Returns: whether it was not there.
    @discardableResult
    mutating func add(_ word: String) -> Bool {
        guard words.count < largestCount, seen.insert(word).inserted else { return false }
        words.append(word)
        return true
    }
}
