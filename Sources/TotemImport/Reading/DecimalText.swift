/// A plain decimal number as it is written: digits and the place of its point, never a floating number.
struct DecimalText {
    private static let mostDigits = 18

    private let digits: Int64
    private let scale: Int

    /// Nil for anything but an optional minus, digits and one point, and for more than 18 significant digits.
    init?(_ text: String) {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative { rest.removeFirst() }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        var fraction = parts.count == 2 ? parts[1] : ""
        while fraction.last == "0" { fraction.removeLast() }
        let all = parts[0] + fraction
        guard rest.contains(where: \.isWholeNumber), all.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        let significant = all.drop { $0 == "0" }
        guard significant.count <= Self.mostDigits, fraction.count <= Self.mostDigits else { return nil }
        digits = (isNegative ? -1 : 1) * (Int64(significant) ?? 0)
        scale = fraction.count
    }

    /// The number when it has no fraction.
    var whole: Int64? { scale == 0 ? digits : nil }

    /// Times `numerator / 10^places`, rounded to the nearest whole number, halves away from zero.
    /// - Returns: nil when it does not fit 64 bits.
    func multiplied(by numerator: Int64, places: Int) -> (value: Int64, isRounded: Bool)? {
        var divisor: Int128 = 1
        for _ in 0..<(scale + places) { divisor *= 10 }
        let product = Int128(digits) * Int128(numerator)
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
        let up: Int128 = remainder.magnitude * 2 >= divisor.magnitude ? (digits < 0 ? -1 : 1) : 0
        guard let value = Int64(exactly: quotient + up) else { return nil }
        return (value, remainder != 0)
    }
}

/// The units that shops weigh in. Pound and ounce are those of the 1959 agreement: exact numbers of grams.
enum WeightUnit: String, Sendable {
    case gram = "g"
    case kilogram = "kg"
    case pound = "lbs"
    case ounce = "oz"

    init?(name: String) {
        switch name.lowercased() {
        case "g", "gram", "grams", "г", "克", "公克", "กรัม": self = .gram
        case "kg", "kgs", "кг", "公斤", "κιλά", "กก.": self = .kilogram
        case "lb", "lbs", "фунт", "磅", "livres", "funty", "am. pund", "ปอนด์": self = .pound
        case "oz", "унция", "унція", "盎司", "onça", "uncje", "am. uns", "ออนซ์": self = .ounce
        default: return nil
        }
    }

    func grams(_ weight: DecimalText) -> (grams: Int64, isRounded: Bool)? {
        let (numerator, places): (Int64, Int) =
            switch self {
            case .gram: (1, 0)
            case .kilogram: (1000, 0)
            case .pound: (45_359_237, 5)
            case .ounce: (28_349_523_125, 9)
            }
        guard let weight = weight.multiplied(by: numerator, places: places) else { return nil }
        return (weight.value, weight.isRounded)
    }
}
