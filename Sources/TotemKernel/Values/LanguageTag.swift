public import TotemStore

/// A language as BCP 47 (RFC 5646) writes it: `en`, `de-AT`, `zh-Hant-TW`. Its form is checked, not whether anybody speaks it.
public struct LanguageTag: Sendable, Hashable, CustomStringConvertible {
    package static let largestLength = 35

    /// As it was given.
    public let text: String

    /// - Throws: ``KernelError`` naming `field`.
    public init(_ text: String, field: String = "locale") throws(KernelError) {
        let text = text.trimmed()
        guard Self.isTag(text) else {
            throw .invalid(field, "must be a language tag such as en or de-AT, not '\(text.prefix(100))'")
        }
        self.text = text
    }

    /// The language that a client likes best, of an `Accept-Language` header (RFC 9110 §12.5.4); nil when it names none. Of
    /// equal ones it is the first.
    public init?(preferredOf header: String) {
        var best: (tag: LanguageTag, quality: Double)?
        for range in header.prefix(1000).split(separator: ",") {
            let parts = range.split(separator: ";").map { String($0).trimmed() }
            guard let tag = parts.first.flatMap({ try? LanguageTag($0) }) else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if weight > best?.quality ?? 0 { best = (tag, weight) }
        }
        guard let best else { return nil }
        self = best.tag
    }

    private init(stored text: String) { self.text = text }

    public var description: String { text }

    /// A language of 2 to 8 letters, then parts of 1 to 8 letters and digits; a part of one is followed by another.
    private static func isTag(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard text.utf8.count <= largestLength, let language = parts.first, (2...8).contains(language.count),
            language.allSatisfy(isLetter), let last = parts.last
        else { return false }
        return last.count > 1 && parts.allSatisfy { (1...8).contains($0.count) && $0.allSatisfy(isLetterOrDigit) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension LanguageTag: SQLCodable {
    public var sqlValue: SQLValue { .text(text) }

    public static func decode(_ row: Row, at index: Int) throws -> LanguageTag {
        LanguageTag(stored: try row.get(index))
    }
}
