/// What a character of a text is to a search.
enum SearchCharacter {
    /// A letter or a digit: what it is when capitals, accents and widths are left aside.
    case letters(String)
    /// A character of a script that leaves no blanks between words.
    case unspaced
    /// An accent that follows its letter, a vowel sign that may be left out, an apostrophe: "men's" is one word.
    case silent
    case separator

    init(_ scalar: Unicode.Scalar) {
        guard !scalar.isASCII else {
            self = Self.ascii(scalar)
            return
        }
        if Self.isSilent(scalar) {
            self = .silent
        } else if (0xFF01...0xFF5E).contains(scalar.value), let narrow = Unicode.Scalar(scalar.value - 0xFEE0) {
            // Letters of full width.
            self = Self.ascii(narrow)
        } else if !Slug.isWordScalar(scalar) {
            self = .separator
        } else if Self.isUnspaced(scalar) {
            self = .unspaced
        } else {
            self = .letters(Self.folded(scalar))
        }
    }

    private static func ascii(_ scalar: Unicode.Scalar) -> SearchCharacter {
        switch scalar {
        case "a"..."z", "0"..."9": .letters(String(scalar))
        case "A"..."Z": .letters(String(Unicode.Scalar(UInt8(scalar.value) | 0x20)))
        case "'": .silent
        default: .separator
        }
    }

    private static func folded(_ scalar: Unicode.Scalar) -> String {
        if let latin = Slug.latinBase(of: scalar) { return latin }
        if scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue {
            return String(Int(digit))
        }
        let small = scalar.properties.lowercaseMapping
        return small.unicodeScalars.first.flatMap { accented[$0] } ?? small
    }

    private static func isSilent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Apostrophe; accents; Hebrew points; Arabic vowel signs and the stroke that only stretches.
        case 0x2019, 0x300...0x36F, 0x591...0x5BD, 0x5BF, 0x5C1...0x5C2, 0x5C4...0x5C5, 0x5C7, 0x640, 0x64B...0x65F,
            0x670:
            true
        default:
            false
        }
    }

    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Thai and Lao, Burmese, Khmer; 々 to 〇, Hiragana and Katakana, Han; Hangul, whose words carry their particles; Han
        // for compatibility, Katakana of half width, rare Han.
        case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3040...0x30FF, 0x31F0...0x31FF,
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x20000...0x3FFFF:
            true
        default:
            false
        }
    }

    /// Small letters of Greek and Cyrillic with an accent, and the letter alone. Latin's are told by their names.
    private static let accented: [Unicode.Scalar: String] = [
        "ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ϊ": "ι", "ΐ": "ι", "ό": "ο", "ύ": "υ", "ϋ": "υ", "ΰ": "υ", "ώ": "ω",
        "ς": "σ", "ё": "е", "й": "и", "ї": "і", "ў": "у", "ѓ": "г", "ќ": "к",
    ]
}
