/// `FOR UPDATE` of the common dialect. SQLite does not know the words and has no need of them: it has one writer.
enum RowLocks {
    /// The statement with blanks in the place of every `FOR UPDATE`, with `OF name, …` and `SKIP LOCKED` behind it. Strings, quoted
    /// names and comments stay as they are.
    static func removed(from text: String) -> String {
        let tokens = SQLToken.all(in: Array(text.utf8))
        var bytes: [UInt8]?
        var index = 0
        while index + 1 < tokens.count {
            guard tokens[index].isWord("FOR"), tokens[index + 1].isWord("UPDATE") else {
                index += 1
                continue
            }
            let last = lastToken(of: tokens, clauseAt: index)
            var changed = bytes ?? Array(text.utf8)
            for place in tokens[index].range.lowerBound..<tokens[last].range.upperBound {
                changed[place] = UInt8(ascii: " ")
            }
            bytes = changed
            index = last + 1
        }
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// Where the clause that begins at `start` ends: after `UPDATE`, the last name of `OF name, name`, or `SKIP LOCKED`.
    private static func lastToken(of tokens: [SQLToken], clauseAt start: Int) -> Int {
        let last = lastName(of: tokens, clauseAt: start)
        guard last + 2 < tokens.count, tokens[last + 1].isWord("SKIP"), tokens[last + 2].isWord("LOCKED") else {
            return last
        }
        return last + 2
    }

    private static func lastName(of tokens: [SQLToken], clauseAt start: Int) -> Int {
        var last = start + 1
        guard last + 2 < tokens.count, tokens[last + 1].isWord("OF"), tokens[last + 2].isName else { return last }
        last += 2
        while last + 2 < tokens.count, tokens[last + 1].isComma, tokens[last + 2].isName { last += 2 }
        return last
    }
}
