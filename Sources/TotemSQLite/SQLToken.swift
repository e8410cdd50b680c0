/// A piece of a statement that is no blank and no comment.
///
/// PostgreSQL's engine has a scanner of its own (`TotemPostgres/Dialect/SQLScanner.swift`), whose comments nest and whose
/// strings have prefixes and dollar quotes: one for both would be two in one. This one may be as simple as it is because
/// hardly anything of a plugin's rights depends on it; the authorizer sees what SQLite has made of the text.
struct SQLToken {
    private enum Kind {
        case word
        case quotedName
        case string
        case other
    }

    private let kind: Kind
    /// The word in capitals, or the one character of what is neither word nor quoted.
    private let text: String
    /// Its bytes in the statement.
    let range: Range<Int>

    var isName: Bool { kind == .word || kind == .quotedName }
    var isString: Bool { kind == .string }
    var isComma: Bool { isMark(",") }
    /// `$1`
    var isParameter: Bool { kind == .word && text.hasPrefix("$") }

    /// Its name without quotes, folded, when it is a name or a text that can stand for one; else empty.
    func name(in bytes: [UInt8]) -> String {
        switch kind {
        case .word: SQLText.folded(text)
        case .quotedName, .string: SQLText.folded(String(decoding: bytes[range].dropFirst().dropLast(), as: UTF8.self))
        case .other: ""
        }
    }

    func isMark(_ mark: String) -> Bool { kind == .other && text == mark }

    /// - Parameter keyword: in capitals.
    func isWord(_ keyword: String) -> Bool { kind == .word && text == keyword }

    static func all(in bytes: [UInt8]) -> [SQLToken] {
        var tokens: [SQLToken] = []
        var place = 0
        while place < bytes.count {
            if let end = blankEnd(bytes, place) {
                place = end
                continue
            }
            let token = token(bytes, place)
            tokens.append(token)
            place = token.range.upperBound
        }
        return tokens
    }

    /// Where a blank or a comment at `place` ends; nil when there is none.
    private static func blankEnd(_ bytes: [UInt8], _ place: Int) -> Int? {
        switch (bytes[place], place + 1 < bytes.count ? bytes[place + 1] : 0) {
        case (0x09...0x0D, _), (0x20, _):
            return place + 1
        case (UInt8(ascii: "-"), UInt8(ascii: "-")):
            return bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        case (UInt8(ascii: "/"), UInt8(ascii: "*")):
            var end = place + 2
            while end + 1 < bytes.count {
                if bytes[end] == UInt8(ascii: "*"), bytes[end + 1] == UInt8(ascii: "/") { return end + 2 }
                end += 1
            }
            return bytes.count
        default:
            return nil
        }
    }

    private static func token(_ bytes: [UInt8], _ place: Int) -> SQLToken {
        switch bytes[place] {
        case UInt8(ascii: "'"):
            return quoted(.string, bytes, place, until: UInt8(ascii: "'"))
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
            return quoted(.quotedName, bytes, place, until: bytes[place])
        case UInt8(ascii: "["):
            return quoted(.quotedName, bytes, place, until: UInt8(ascii: "]"))
        case let byte where isWordByte(byte):
            let end = bytes[place...].firstIndex { !isWordByte($0) } ?? bytes.count
            return SQLToken(
                kind: .word,
                text: String(decoding: bytes[place..<end], as: UTF8.self).uppercased(),
                range: place..<end
            )
        default:
            let text = String(decoding: bytes[place...place], as: UTF8.self)
            return SQLToken(kind: .other, text: text, range: place..<(place + 1))
        }
    }

    /// A doubled quote inside ends one token and begins the next, which changes nothing for those who look for words.
    private static func quoted(_ kind: Kind, _ bytes: [UInt8], _ place: Int, until mark: UInt8) -> SQLToken {
        let end = bytes[(place + 1)...].firstIndex(of: mark).map { $0 + 1 } ?? bytes.count
        return SQLToken(kind: kind, text: "", range: place..<end)
    }

    /// Letters, digits, `_`, `$` and everything beyond ASCII.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
