/// The little that must be known of a statement's text before SQLite compiles it. Comments are SQLite's: they do not nest.
enum SQLText {
    /// The first word in capitals; empty when there is none. Comments and blanks before it are skipped.
    static func firstKeyword(of text: some StringProtocol) -> String {
        let word = skippingBlanks(Substring(text).utf8).prefix { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return String(Substring(word)).uppercased()
    }

    /// Whether nothing is left but blanks, comments and semicolons.
    static func isBlank(_ text: Substring.UTF8View) -> Bool {
        skippingBlanks(text).isEmpty
    }

    /// SQLite compares names without regard to the case of ASCII letters.
    static func folded(_ name: some StringProtocol) -> String {
        String(
            decoding: name.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self
        )
    }

    private static func skippingBlanks(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var rest = text
        while let byte = rest.first {
            if isBlank(byte) || byte == UInt8(ascii: ";") {
                rest.removeFirst()
            } else if starts(rest, with: "--") {
                rest = rest.drop { $0 != UInt8(ascii: "\n") }
            } else if starts(rest, with: "/*") {
                rest = afterBlockComment(rest)
            } else {
                break
            }
        }
        return rest
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func starts(_ bytes: Substring.UTF8View, with mark: StaticString) -> Bool {
        bytes.starts(with: mark.description.utf8)
    }

    private static func afterBlockComment(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
        var rest = bytes.dropFirst(2)
        while !rest.isEmpty, !starts(rest, with: "*/") { rest.removeFirst() }
        return rest.dropFirst(2)
    }
}
