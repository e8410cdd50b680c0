/// A VAT number of a member state of the EU, or of Northern Ireland, whose form and check digits are right. Whether anybody has it
/// knows nobody but the member states.
struct VATNumber: Equatable {
    /// With its prefix, without blanks: `ATU12345675`.
    let text: String
    /// ISO 3166-1 alpha-2: `GR` for numbers that begin with `EL`, `GB` for those of Northern Ireland.
    let country: String

    /// Nil for what is no such number. Blanks, points, hyphens and slashes count for nothing.
    init?(_ written: String) {
        guard written.utf8.count <= 40 else { return nil }
        let text = written.uppercased().filter { !" .-/,:\u{A0}".contains($0) }
        let prefix = String(text.prefix(2))
        guard text.allSatisfy(\.isASCII), let rule = VATNumberRule.all[prefix] else { return nil }
        let body = text.utf8.dropFirst(2).map { $0 }
        guard rule(VATNumberBody(body)) else { return nil }
        self.text = text
        country = ["EL": "GR", "XI": "GB"][prefix] ?? prefix
    }
}

/// What follows the prefix of a VAT number.
struct VATNumberBody {
    let bytes: [UInt8]
    /// Of each place; -1 where there is no digit.
    let digits: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        digits = bytes.map { (0x30...0x39).contains($0) ? Int($0) - 0x30 : -1 }
    }

    var count: Int { bytes.count }
    var last: Int { digits[count - 1] }

    /// Whether these places are all digits.
    func isDigits(_ places: Range<Int>) -> Bool { digits[places].allSatisfy { $0 >= 0 } }

    /// Whether it is so many digits and nothing else.
    func isDigits(count: Int) -> Bool { self.count == count && isDigits(0..<count) }

    /// Each digit times its weight.
    func sum(_ weights: [Int], from place: Int = 0) -> Int {
        zip(digits[place...], weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The digits of these places as a number.
    func number(_ places: Range<Int>) -> Int { digits[places].reduce(0) { $0 * 10 + $1 } }

    func letter(_ place: Int) -> Character { Character(UnicodeScalar(bytes[place])) }

    /// The check of payment cards over these places, the last of which is the check digit.
    func isLuhn(_ places: Range<Int>) -> Bool {
        let sum = places.reversed().enumerated().reduce(0) { sum, place in
            let doubled = digits[place.element] * (place.offset % 2 == 0 ? 1 : 2)
            return sum + doubled / 10 + doubled % 10
        }
        return sum % 10 == 0
    }

    /// ISO 7064, MOD 11,10 over all digits.
    var isMod11And10: Bool {
        var product = 10
        for digit in digits.dropLast() {
            let sum = (digit + product) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return (product + last) % 10 == 1
    }
}
