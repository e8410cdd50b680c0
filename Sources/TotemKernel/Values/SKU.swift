/// A stock keeping unit: what a product or a variant is ordered by. Any printable text of 1 to 255 characters
/// without white space at its ends; capitals count. No two products or variants share one.
public struct SKU: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// - Throws: ``KernelError`` naming `field`.
    public init(_ text: String, field: String = "sku") throws(KernelError) {
        try TextRule.name.check(text, field)
        guard text.unicodeScalars.first?.properties.isWhitespace == false,
            text.unicodeScalars.last?.properties.isWhitespace == false
        else { throw .invalid(field, "must not begin or end with white space") }
        self.text = text
    }

    public var description: String { text }
}
