/// What a text field may hold, by the shop's own rule: a number of characters, and none that a reader can't see or that changes
/// how others are read.
///
/// Refused are control characters, noncharacters, and the embeddings, overrides and isolates by which `gpj.exe` is shown as
/// `exe.jpg`. Joiners and the plain direction marks are letters to those who need them.
///
/// ```swift
/// if let objection = TextRule(1...100).objection(to: name) { throw Veto.field("name", objection) }
/// ```
public struct TextRule: Sendable {
    /// Counted in Unicode scalars, as PostgreSQL's `char_length` counts them. From 1 on, something must be there to see.
    public let lengths: ClosedRange<Int>
    /// Whether line breaks and tabs are welcome.
    public let allowsLines: Bool

    public init(_ lengths: ClosedRange<Int>, allowsLines: Bool = false) {
        self.lengths = lengths
        self.allowsLines = allowsLines
    }

    /// Why a text is refused, to go on from the field's name; nil when it is fine.
    public func objection(to text: String) -> String? {
        let scalars = text.unicodeScalars
        guard scalars.count <= lengths.upperBound else {
            return "must have at most \(lengths.upperBound) characters, not \(scalars.count)"
        }
        if !allowsLines, scalars.contains(where: Self.isBreak) { return "must be one line, without tabs" }
        guard scalars.allSatisfy({ Self.isBreak($0) || !Self.isHidden($0) }) else {
            return "must not contain control characters, nor what changes the direction of others"
        }
        guard lengths.lowerBound == 0 || scalars.contains(where: Self.shows) else { return "must not be empty" }
        return nil
    }

    /// Tabs, and the mandatory line breaks of Unicode (https://www.unicode.org/reports/tr14/).
    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }

    private static func shows(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
    }
}
