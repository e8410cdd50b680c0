/// What a product must have to be found: all of it.
struct SearchQuery: Hashable {
    /// Words as they stand.
    var words: [String]
    /// The last word, when more letters of it may follow: what begins with it will do.
    var begun: String?
    /// ``SearchMark``s.
    var marks: [String]
    /// Nil: on sale or not.
    var isActive: Bool?

    /// Whether every product is found that is on sale, or not.
    var takesAll: Bool { words.isEmpty && begun == nil && marks.isEmpty }

    /// The same, with the last word as it stands.
    var whole: SearchQuery {
        var query = self
        if let begun { query.words.append(begun) }
        query.begun = nil
        return query
    }

    func matches(_ texts: SearchTexts) -> Bool {
        if let isActive, isActive == Self.has(texts.marks, SearchMark.inactive) { return false }
        guard marks.allSatisfy({ Self.has(texts.marks, $0) }) else { return false }
        guard words.allSatisfy({ Self.has(texts.name, $0) || Self.has(texts.words, $0) }) else { return false }
        return begun.map { Self.begins(texts.name, $0) || Self.begins(texts.words, $0) } ?? true
    }

    /// Whether one of the words of `text`, which stand apart by a blank, is this one.
    static func has(_ text: String, _ word: String) -> Bool {
        contains(text, word) { rest in rest.first.map { $0 == blank } ?? true }
    }

    /// Whether one of the words begins with this one.
    static func begins(_ text: String, _ word: String) -> Bool {
        contains(text, word) { _ in true }
    }

    private static let blank = UInt8(ascii: " ")

    private static func contains(_ text: String, _ word: String, _ ends: (Substring.UTF8View) -> Bool) -> Bool {
        var rest = text[...].utf8
        while true {
            if rest.starts(with: word.utf8), ends(rest.dropFirst(word.utf8.count)) { return true }
            guard let next = rest.firstIndex(of: blank) else { return false }
            rest = rest[rest.index(after: next)...]
        }
    }
}
