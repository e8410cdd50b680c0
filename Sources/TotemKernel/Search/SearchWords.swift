/// Cuts texts into the words that products are found by: letters and digits of any script, small and without accents.
///
/// Scripts that leave no blanks between words are cut into their characters and every pair of neighbours: `お茶` finds
/// `日本のお茶`.
enum SearchWords {
    /// Characters kept of one word.
    static let longestWord = 40

    /// The words of a text that products are found by, each once, in their order.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var seen: Set<String> = []
        func add(_ word: String) {
            if seen.insert(word).inserted { words.append(word) }
        }
        for piece in pieces(of: text) {
            switch piece {
            case .word(let word):
                add(word)
            case .unspaced(let characters):
                for character in characters { add(String(character)) }
                for pair in pairs(of: characters) { add(pair) }
            }
        }
        return words
    }

    /// What somebody looks for: words that are written out, and the last one when more letters of it may follow.
    static func wanted(by text: String) -> (words: [String], begun: String?) {
        var words: [String] = []
        var begun: String?
        for piece in pieces(of: text) {
            if let whole = begun, !words.contains(whole) { words.append(whole) }
            begun = nil
            switch piece {
            case .word(let word):
                begun = word
            case .unspaced(let characters):
                for part in wantedParts(of: characters) where !words.contains(part) { words.append(part) }
            }
        }
        return (words, begun)
    }

    private enum Piece {
        case word(String)
        /// Of a script without blanks.
        case unspaced([Unicode.Scalar])
    }

    /// Of a long text every second pair says enough, and the last.
    private static func wantedParts(of characters: [Unicode.Scalar]) -> [String] {
        guard characters.count > 1 else { return characters.map { String($0) } }
        let pairs = pairs(of: characters)
        guard pairs.count > 8 else { return pairs }
        return pairs.indices.filter { $0 % 2 == 0 || $0 == pairs.count - 1 }.map { pairs[$0] }
    }

    private static func pairs(of characters: [Unicode.Scalar]) -> [String] {
        zip(characters, characters.dropFirst()).map { first, second in String(first) + String(second) }
    }

    private static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var word = String.UnicodeScalarView()
        var run: [Unicode.Scalar] = []
        func end() {
            if !word.isEmpty { pieces.append(.word(String(word.prefix(longestWord)))) }
            if !run.isEmpty { pieces.append(.unspaced(run)) }
            word.removeAll(keepingCapacity: true)
            run.removeAll(keepingCapacity: true)
        }
        for scalar in SearchCharacter.unified(text).unicodeScalars {
            switch SearchCharacter(scalar) {
            case .letters(let letters):
                if !run.isEmpty { end() }
                word.append(contentsOf: letters.unicodeScalars)
            case .unspaced:
                if !word.isEmpty { end() }
                run.append(scalar)
            case .silent:
                continue
            case .separator:
                end()
            }
        }
        end()
        return pieces
    }
}
