private import Crypto

/// A word of the index that no text has: the category, the value of an attribute, and that it is not on sale. It begins with
/// `=`, is small, and has no blank. It goes by ids, so that new names change nothing.
enum SearchMark: Hashable {
    /// A category of the product, or one above it.
    case category(Category.ID)
    /// A value of an attribute, of the product or of a variant. Nil: one that is too long to be read back.
    case attribute(Attribute.ID, String?)

    /// What products that are not on sale have: few, mostly, so that leaving them out costs little.
    static let inactive = "=off"

    /// What all values of an attribute begin with.
    static func beginning(of attribute: Attribute.ID) -> String { "=a\(attribute)=" }

    static func text(of category: Category.ID) -> String { "=c\(category)" }

    /// `=a3=oak`, where all but small letters and digits of ASCII is written as `%20`; what would be long is known by its
    /// digest, `=a3==1f…`.
    static func text(of attribute: Attribute.ID, _ value: String) -> String {
        let written = escaped(value)
        guard written.utf8.count > longestValue else { return "=a\(attribute)=\(written)" }
        let digest = SHA256.hash(data: Array(value.utf8)).prefix(16).map(hex).joined()
        return "=a\(attribute)==\(digest)"
    }

    /// - Parameter text: a word that begins with `=`.
    init?(_ text: Substring) {
        let kind = text.dropFirst().first
        let rest = text.dropFirst(2)
        switch kind {
        case "c":
            guard let id = Int64(rest) else { return nil }
            self = .category(Category.ID(id))
        case "a":
            let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let id = Int64(parts[0]) else { return nil }
            self = .attribute(Attribute.ID(id), parts[1].hasPrefix("=") ? nil : Self.unescaped(parts[1]))
        default:
            return nil
        }
    }

    /// Bytes of a value as it is written.
    private static let longestValue = 96

    private static func escaped(_ value: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.utf8.count)
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(contentsOf: hex(byte).utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> String {
        byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
    }
}
