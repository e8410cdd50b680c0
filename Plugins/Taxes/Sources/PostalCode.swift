/// A postal code as a number, so that prefixes and ranges are ranges of numbers on every engine.
struct PostalCode: Equatable {
    /// Letters and digits that count; no country has more.
    private static let longest = 12
    private static let base: Int64 = 37

    /// Capital letters and digits.
    let text: String

    /// What counts of a code as people write it. Of a ZIP code the first five digits, whatever follows.
    /// - Returns: nil when nothing is left, or too much.
    init?(_ written: String, in country: String) {
        let text = written.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let counted = country == "US" ? String(text.prefix(5)) : text
        guard (1...Self.longest).contains(counted.utf8.count) else { return nil }
        self.text = counted
    }

    /// The number of the code itself.
    var key: Int64 { Self.number(text, filledWith: 0) }

    /// The numbers of all codes that begin with it.
    var keysOfPrefix: ClosedRange<Int64> { key...Self.number(text, filledWith: Self.base - 1) }

    private static func number(_ text: String, filledWith filling: Int64) -> Int64 {
        var number: Int64 = 0
        for byte in text.utf8 {
            number = number * base + (byte >= 0x41 ? Int64(byte) - 0x41 + 11 : Int64(byte) - 0x30 + 1)
        }
        for _ in text.utf8.count..<longest { number = number * base + filling }
        return number
    }
}

/// Which postal codes an owner means: `10115`, all that begin with `BT*`, or from `35000..35999` on both ends.
struct PostalPattern: Equatable {
    let keys: ClosedRange<Int64>

    /// Nil when it is none of the three.
    init?(_ written: String, in country: String) {
        if let dots = written.firstRange(of: "..") {
            let ends = [written[..<dots.lowerBound], written[dots.upperBound...]].map {
                PostalCode(String($0), in: country)
            }
            guard let first = ends[0], let last = ends[1], first.text.utf8.count == last.text.utf8.count,
                first.key <= last.key
            else { return nil }
            keys = first.key...last.keysOfPrefix.upperBound
        } else if written.hasSuffix("*") {
            guard let code = PostalCode(String(written.dropLast()), in: country) else { return nil }
            keys = code.keysOfPrefix
        } else {
            guard !written.contains("*"), let code = PostalCode(written, in: country) else { return nil }
            keys = code.key...code.key
        }
    }
}
