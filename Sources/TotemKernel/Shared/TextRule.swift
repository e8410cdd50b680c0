/// What a text field may hold: a number of characters, no control characters. Every text that clients give passes one.
///
/// Lengths are counted in Unicode scalars, as PostgreSQL's `char_length` counts them.
struct TextRule: Sendable {
    let lengths: ClosedRange<Int>
    /// Whether line breaks and tabs are welcome.
    let allowsLines: Bool

    init(_ lengths: ClosedRange<Int>, allowsLines: Bool = false) {
        self.lengths = lengths
        self.allowsLines = allowsLines
    }

    /// Names of products, categories, warehouses, people, cities.
    static let name = TextRule(1...255)
    /// A line that may be empty.
    static let line = TextRule(0...255)

    /// Why `text` is refused, to go on from the field's name; nil when it is fine.
    func objection(to text: String) -> String? {
        if lengths.lowerBound > 0, text.utf8.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            return "must not be empty"
        }
        // A scalar is one byte at least, so that short texts need no counting.
        if text.utf8.count > lengths.upperBound, text.unicodeScalars.count > lengths.upperBound {
            return "must have at most \(lengths.upperBound) characters, not \(text.unicodeScalars.count)"
        }
        guard text.utf8.allSatisfy(isAllowed) else { return "must not contain control characters" }
        return nil
    }

    /// - Throws: ``KernelError`` naming `field`.
    func check(_ text: String, _ field: String) throws(KernelError) {
        if let objection = objection(to: text) { throw .invalid(field, objection) }
    }

    private func isAllowed(_ byte: UInt8) -> Bool {
        if byte >= 0x20 { return byte != 0x7F }
        return allowsLines && (0x09...0x0D).contains(byte)
    }
}

extension String {
    /// Without white space at both ends.
    func trimmed() -> String {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last,
            first.properties.isWhitespace || last.properties.isWhitespace
        else { return self }
        let head = unicodeScalars.drop { $0.properties.isWhitespace }
        guard let end = head.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(head[...end])
    }
}
