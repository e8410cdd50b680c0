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

    /// A text with one notation for what has several: composed, with Katakana of full width and no ligatures, and without
    /// what is never seen, such as the places where a word may be parted.
    static func unified(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var unified = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            // The blank of no width, which parts words in scripts without blanks.
            case 0x200B: unified.append(scalar)
            case 0xFF66...0xFF9F: unified.append(halfWidth[Int(scalar.value - 0xFF66)])
            case _ where scalar.properties.isDefaultIgnorableCodePoint: continue
            default:
                if let letters = compatible[scalar] {
                    unified.append(contentsOf: letters.unicodeScalars)
                } else {
                    unified.append(scalar)
                }
            }
        }
        return String(unified).composed()
    }

    /// From U+FF66 on; the last two are the marks that are composed with the letter before them.
    private static let halfWidth = Array(
        "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309A}"
            .unicodeScalars
    )

    /// Letters that Unicode keeps for older standards, and Arabic ones with the sign that is often left out.
    private static let compatible: [Unicode.Scalar: String] = [
        "µ": "μ", "ſ": "s", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي",
    ]

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
        // for compatibility, rare Han.
        case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3040...0x30FF, 0x31F0...0x31FF,
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
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
