/// The name of a thing in a URL: 1 to 255 letters, digits, `-` and `_` of any script, without capitals.
public struct Slug: Hashable, Sendable, CustomStringConvertible {
    public static let largestLength = 255

    public let text: String

    /// - Throws: ``KernelError`` naming `field`.
    public init(_ text: String, field: String = "slug") throws(KernelError) {
        let text = text.composed()
        try TextRule.name.check(text, field)
        guard text.utf8.allSatisfy(Self.isPlain) || text.unicodeScalars.allSatisfy(Self.belongs) else {
            throw .invalid(field, "must hold small letters, digits, '-' and '_' only, not '\(text)'")
        }
        self.text = text
    }

    /// Makes one from a name: `Café Crème (250 g)` is `cafe-creme-250-g`. Nil when the name has no letter or digit.
    public init?(from name: String) {
        var made = ""
        var length = 0
        var gap = false
        for scalar in name.composed().unicodeScalars {
            guard let letters = Self.letters(of: scalar) else {
                // An apostrophe joins: "men's" is one word.
                gap = gap || !(scalar == "'" || scalar == "\u{2019}")
                continue
            }
            let needed = letters.unicodeScalars.count + (gap && length > 0 ? 1 : 0)
            guard length + needed <= Self.largestLength else { break }
            if gap, length > 0 { made += "-" }
            made += letters
            length += needed
            gap = false
        }
        guard length > 0 else { return nil }
        text = made
    }

    public var description: String { text }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
    }

    private static func belongs(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isPlain(UInt8(ascii: scalar)) }
        return isWordScalar(scalar) && !scalar.properties.changesWhenLowercased
    }

    static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default:
            false
        }
    }

    /// What a character of a name becomes: nil for what separates words.
    private static func letters(of scalar: Unicode.Scalar) -> String? {
        if scalar.isASCII {
            let small = scalar.properties.lowercaseMapping
            return small.utf8.allSatisfy { isPlain($0) && $0 != 0x2D } ? small : nil
        }
        // U+0300 to U+036F are accents written after their letter; the letter alone is enough.
        if (0x300...0x36F).contains(scalar.value) { return "" }
        guard isWordScalar(scalar) else { return nil }
        return latinBase(of: scalar) ?? scalar.properties.lowercaseMapping
    }

    /// `e` for `É`, `ae` for `Æ`: Unicode's own names say which letter an accented one is made of.
    static func latinBase(of scalar: Unicode.Scalar) -> String? {
        guard (0xC0...0x24F).contains(scalar.value) || (0x1E00...0x1EFF).contains(scalar.value),
            let name = scalar.properties.name
        else { return nil }
        let words = name.split(separator: " ")
        guard words.count >= 4, words[0] == "LATIN", words[2] == "LETTER" else { return nil }
        if words[3] == "SHARP" { return "ss" }
        guard words[3].utf8.count <= 2 else { return nil }
        return words[3].lowercased()
    }
}
