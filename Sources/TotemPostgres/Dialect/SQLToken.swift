/// A piece of an SQL text as PostgreSQL's own scanner would cut it (`src/backend/parser/scan.l`, with
/// standard_conforming_strings on). What the scanner of plugins' SQL and the dialect know of a text, they know by these.
///
/// SQLite's engine has a scanner of its own (`TotemSQLite/SQLToken.swift`). They differ in every branch: here comments nest,
/// strings have prefixes and dollar quotes, and `[` and a backtick are marks. A scanner for both would be two in one,
/// and where it took the other engine's side, a plugin could hide a command in what that engine calls a comment.
struct SQLToken {
    enum Kind: Equatable {
        /// Blanks and comments.
        case blank
        /// A keyword or a name without quotes.
        case word
        /// `"…"`
        case quotedName
        /// `'…'`
        case string
        /// A string or name with a prefix: `E'…'`, `B'…'`, `U&'…'`, `U&"…"`.
        case prefixedString
        /// `X'…'`: a blob.
        case hexString
        /// `$tag$…$tag$`
        case dollarString
        case number
        /// `$1`
        case parameter
        /// One character of an operator or a mark.
        case mark
        /// A string, name or comment that does not end.
        case unfinished
    }

    let kind: Kind
    let text: Substring.UTF8View

    /// The text as it stands.
    var string: String { String(Substring(text)) }

    /// A word in capitals; empty for everything else.
    var keyword: String { kind == .word ? string.uppercased() : "" }

    /// What a name means to the server: without quotes it is folded.
    var name: String? {
        switch kind {
        case .word:
            return SQLToken.folded(string)
        case .quotedName:
            return String(string.dropFirst().dropLast()).replacing("\"\"", with: "\"")
        default:
            return nil
        }
    }

    func isMark(_ character: Character) -> Bool {
        kind == .mark && text.first == character.asciiValue
    }

    /// The server folds ASCII letters only, in a database that is UTF-8.
    static func folded(_ name: some StringProtocol) -> String {
        String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
