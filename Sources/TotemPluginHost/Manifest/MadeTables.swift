/// The tables and views that a migration's text makes, as far as its words tell.
enum MadeTables {
    /// Words that may stand before TABLE or VIEW, and between them and the name.
    private static let before: Set<String> = ["create", "virtual", "unlogged", "replace", "materialized"]
    private static let between: Set<String> = ["if", "not", "exists", "main", "public"]

    /// Names after `CREATE TABLE`, `CREATE VIEW` and `RENAME TO`, in small letters.
    static func names(in sql: String) -> Set<String> {
        let words = words(of: Array(sql.utf8))
        var names: Set<String> = []
        for place in words.indices.dropFirst() {
            let isMade = ["table", "view"].contains(words[place]) && before.contains(words[place - 1])
            let isRenamed = words[place] == "to" && words[place - 1] == "rename"
            guard isMade || isRenamed else { continue }
            if let name = words[(place + 1)...].first(where: { !between.contains($0) }) { names.insert(name) }
        }
        return names
    }

    /// Whatever could be a keyword or a name, in small letters, without comments and literals. What is in double quotes is one name.
    private static func words(of sql: [UInt8]) -> [String] {
        var words: [String] = []
        var place = 0
        while place < sql.count {
            let start = place
            while place < sql.count, isOfWord(sql[place]) { place += 1 }
            if place > start {
                words.append(String(decoding: sql[start..<place], as: UTF8.self).lowercased())
            } else if begins(sql, place, with: "--") {
                while place < sql.count, sql[place] != UInt8(ascii: "\n") { place += 1 }
            } else if begins(sql, place, with: "/*") {
                while place < sql.count, !begins(sql, place, with: "*/") { place += 1 }
                place += 2
            } else if sql[place] == UInt8(ascii: "'") {
                let isOfPostgres = words.last == "e" && place > 0 && isOfWord(sql[place - 1])
                place = closingQuote(sql, place, escapes: isOfPostgres) + 1
            } else if sql[place] == UInt8(ascii: "\"") {
                let end = closingQuote(sql, place, escapes: false)
                words.append(String(decoding: sql[(place + 1)..<end], as: UTF8.self).lowercased())
                place = end + 1
            } else {
                place += 1
            }
        }
        return words
    }

    /// Where what begins with the quote at `start` ends: two of them are one that is a part of it. The end of the text where it is
    /// never closed.
    /// - Parameter escapes: whether a backslash takes what follows it in, as in PostgreSQL's `E'…'`.
    private static func closingQuote(_ sql: [UInt8], _ start: Int, escapes: Bool) -> Int {
        let quote = sql[start]
        var place = start + 1
        while place < sql.count {
            let isPair = sql[place] == quote && place + 1 < sql.count && sql[place + 1] == quote
            if sql[place] == quote, !isPair { return place }
            place += isPair || escapes && sql[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return sql.count
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    private static func begins(_ sql: [UInt8], _ place: Int, with mark: StaticString) -> Bool {
        place + 1 < sql.count && sql[place] == mark.utf8Start[0] && sql[place + 1] == mark.utf8Start[1]
    }
}
