/// What a text field may hold: a number of characters, and none that a reader can't see or that changes how others are
/// read. Every text that clients, files and commands give passes one.
///
/// Refused are control characters, line and paragraph separators, noncharacters, and the embeddings, overrides and
/// isolates of Unicode's bidirectional algorithm, by which `gpj.exe` is shown as `exe.jpg`
/// (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing). Joiners and the plain direction marks are
/// letters to those who need them: Persian, the scripts of India, emoji, Hebrew with digits.
///
/// Lengths are counted in Unicode scalars, as PostgreSQL's `char_length` counts them.
package struct TextRule: Sendable {
    package let lengths: ClosedRange<Int>
    /// Whether line breaks and tabs are welcome.
    package let allowsLines: Bool

    package init(_ lengths: ClosedRange<Int>, allowsLines: Bool = false) {
        self.lengths = lengths
        self.allowsLines = allowsLines
    }

    /// Names of products, categories, warehouses, people, cities.
    package static let name = TextRule(1...255)
    /// A line that may be empty.
    package static let line = TextRule(0...255)
    /// A phone number in whichever notation its country has, with an extension.
    package static let phone = TextRule(0...64)

    /// Why `text` is refused, to go on from the field's name; nil when it is fine.
    package func objection(to text: String) -> String? {
        if text.isEmpty { return lengths.lowerBound > 0 ? "must not be empty" : nil }
        // A scalar is one byte at least, so that short texts need no counting.
        if text.utf8.count > lengths.upperBound, text.unicodeScalars.count > lengths.upperBound {
            return "must have at most \(lengths.upperBound) characters, not \(text.unicodeScalars.count)"
        }
        // Most texts are ASCII, and some are long.
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        if isPlain, text.utf8.contains(where: { $0 != 0x20 }) { return nil }
        if let bad = text.unicodeScalars.first(where: { !isAllowed($0) }) { return Self.refusal(of: bad) }
        guard !text.unicodeScalars.contains(where: Self.shows) else { return nil }
        if lengths.lowerBound > 0 { return "must not be empty" }
        let isBlank = text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        return isBlank ? nil : "must not be made of invisible characters only"
    }

    /// - Throws: ``KernelError`` naming `field`.
    func check(_ text: String, _ field: String) throws(KernelError) {
        if let objection = objection(to: text) { throw .invalid(field, objection) }
    }

    private func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7F: true
        // The mandatory line breaks of Unicode (https://www.unicode.org/reports/tr14/), and tabs.
        case 0x09...0x0D, 0x85, 0x2028, 0x2029: allowsLines
        case 0..<0x20, 0x7F..<0xA0: false
        case 0x202A...0x202E, 0x2066...0x2069: false
        case 0xFDD0...0xFDEF: false
        default: scalar.value & 0xFFFE != 0xFFFE
        }
    }

    private static func shows(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value > 0x20 }
        return !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
    }

    private static func refusal(of scalar: Unicode.Scalar) -> String {
        let name = scalar.codePoint
        return switch scalar.value {
        case 0x09...0x0D, 0x85, 0x2028, 0x2029: "must be one line; it has a line break or a tab (\(name))"
        case 0x202A...0x202E, 0x2066...0x2069: "must not contain \(name), which changes the direction of what follows"
        case 0..<0xA0: "must not contain control characters; it has \(name)"
        default: "must not contain \(name), which is no character"
        }
    }
}

extension String {
    /// Without white space at both ends.
    package func trimmed() -> String {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last,
            first.isBlank || last.isBlank
        else { return self }
        let head = unicodeScalars.drop { $0.isBlank }
        guard let end = head.lastIndex(where: { !$0.isBlank }) else { return "" }
        return String(head[...end])
    }
}

extension Unicode.Scalar {
    /// `U+202E`
    var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Unicode's `White_Space`. Most texts are ASCII, for which there is no need to look into its tables.
    fileprivate var isBlank: Bool {
        isASCII ? self == " " || ("\t"..."\r").contains(self) : properties.isWhitespace
    }
}
