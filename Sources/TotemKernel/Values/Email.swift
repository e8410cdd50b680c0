public import TotemStore

/// An email address in small letters: what people log in with and orders are confirmed to.
///
/// The check keeps out what no mail can reach (RFC 5321's lengths, one `@`, a domain with a dot); that an address
/// exists is known only once somebody answers from it.
public struct Email: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// - Throws: ``KernelError`` naming `field`.
    public init(_ text: String, field: String = "email") throws(KernelError) {
        let small = text.trimmed().lowercased().composed()
        guard TextRule(1...254).objection(to: small) == nil, Self.isDeliverable(small) else {
            throw .invalid(field, "must be an email address such as anna@example.com, of at most 254 characters")
        }
        self.text = small
    }

    private init(stored text: String) { self.text = text }

    public var description: String { text }

    private static let forbidden = Set("()<>,;:\\\"[]".unicodeScalars)

    private static func isDeliverable(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return false }
        guard !text.unicodeScalars.contains(where: { Self.forbidden.contains($0) || Self.isBlank($0) }) else {
            return false
        }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy(isLabel)
            && parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }

    /// Two addresses that look alike would be two people.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
    }

    private static func isLabel(_ label: Substring) -> Bool {
        !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
    }
}

extension Email: SQLCodable {
    public var sqlValue: SQLValue { .text(text) }

    public static func decode(_ row: Row, at index: Int) throws -> Email { Email(stored: try row.get(index)) }
}
