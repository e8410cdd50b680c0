/// PostgreSQL's decimal number in binary format: what SUM gives for integers, and what `1.5` is in SQL.
///
/// Its head has four numbers of 16 bits: how many digits follow, the weight of the first of them, the sign, and how many
/// decimals are shown. Each digit is one of base 10,000 (`src/backend/utils/adt/numeric.c`, `numeric_send`).
struct Numeric {
    private static let negative: UInt16 = 0x4000
    private static let special: UInt16 = 0xC000

    private let digits: [UInt16]
    private let weight: Int
    private let sign: UInt16
    private let decimals: UInt16

    init(_ bytes: UnsafeRawBufferPointer) {
        let count = Int(bytes.bigEndian(as: UInt16.self))
        weight = Int(Int16(bitPattern: bytes.bigEndian(as: UInt16.self, at: 2)))
        sign = bytes.bigEndian(as: UInt16.self, at: 4)
        decimals = bytes.bigEndian(as: UInt16.self, at: 6)
        digits = (0..<count).map { bytes.bigEndian(as: UInt16.self, at: 8 + 2 * $0) }
    }

    /// The number when it has no decimals, not even zeros, and fits. SUM of integers is one; AVG never is.
    var integer: Int64? {
        guard decimals == 0, sign & Self.special != Self.special else { return nil }
        guard !digits.isEmpty else { return 0 }
        var value: Int64 = 0
        for place in 0...max(0, weight) {
            let digit = Int64(digits.indices.contains(place) ? digits[place] : 0)
            // Built on the negative side, which reaches one further.
            let (shifted, overflows) = value.multipliedReportingOverflow(by: 10_000)
            let (next, underflows) = shifted.subtractingReportingOverflow(digit)
            guard !overflows, !underflows else { return nil }
            value = next
        }
        if sign == Self.negative { return value }
        return value == .min ? nil : -value
    }

    /// The nearest floating number.
    var real: Double {
        switch sign {
        case 0xC000: return .nan
        case 0xD000: return .infinity
        case 0xF000: return -.infinity
        default: break
        }
        var text = sign == Self.negative ? "-0" : "0"
        for digit in digits { text += String(String(Int(digit) + 10_000).dropFirst()) }
        // Read as decimal text, so that 0.1 is the same number as everywhere.
        return Double("\(text)e\((weight + 1 - digits.count) * 4)") ?? .nan
    }
}
