/// A rate of tax in millionths: 19 % is 190,000, and 9.975 % is 99,750. Basis points can't say the second.
struct Percent: Equatable {
    static let whole: Int64 = 1_000_000
    private static let digitsOfFraction = 4

    let millionths: Int64

    /// `19`, `9.975`: from 0 to 100, with at most four decimals. Nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...3).contains(parts[0].utf8.count), parts[0].isDigits else {
            return nil
        }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard (1...Self.digitsOfFraction).contains(fraction.utf8.count), fraction.isDigits else { return nil }
        let padded = fraction + String(repeating: "0", count: Self.digitsOfFraction - fraction.utf8.count)
        guard let whole = Int64(parts[0]), let rest = Int64(padded) else { return nil }
        let millionths = whole * 10_000 + rest
        guard millionths <= Self.whole else { return nil }
        self.millionths = millionths
    }

    /// As short as it can be said: `19`, `9.975`.
    var text: String {
        let rest = String(millionths % 10_000 + 10_000).dropFirst()
        let end = rest.lastIndex { $0 != "0" }
        guard let end else { return String(millionths / 10_000) }
        return "\(millionths / 10_000).\(rest[...end])"
    }
}

extension StringProtocol {
    /// Whether it is digits from 0 to 9 alone, and at least one.
    var isDigits: Bool { !isEmpty && utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
