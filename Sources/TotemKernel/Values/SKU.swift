/// A stock keeping unit: what a product or a variant is ordered by. Any printable text of 1 to 255 characters
/// without white space at its ends, and without any that can't be seen; capitals count. No two products or variants share one.
public struct SKU: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// - Throws: ``KernelError`` naming `field`.
    public init(_ text: String, field: String = "sku") throws(KernelError) {
        let text = text.composed()
        try TextRule.name.check(text, field)
        guard text.unicodeScalars.first?.properties.isWhitespace == false,
            text.unicodeScalars.last?.properties.isWhitespace == false
        else { throw .invalid(field, "must not begin or end with white space") }
        if let unseen = Self.unseen(in: text) {
            let why = "which can't be seen: two that look alike would be two"
            throw .invalid(field, "must not contain \(unseen.codePoint), \(why)")
        }
        self.text = text
    }

    /// The first character that nobody sees. A name may need joiners and marks of direction, a SKU does not.
    private static func unseen(in text: String) -> Unicode.Scalar? {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return nil }
        return text.unicodeScalars.first(where: \.properties.isDefaultIgnorableCodePoint)
    }

    public var description: String { text }
}
