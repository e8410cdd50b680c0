/// A whole number of any size, 0 or more, as its decimal digits from the last to the first: the schoolbook's arithmetic, which has
/// nothing in common with the plugin's.
struct Natural: Equatable {
    private var digits: [Int]

    init(_ value: Int64) {
        digits = String(value).reversed().compactMap(\.wholeNumberValue)
        trim()
    }

    private init(digits: [Int]) {
        self.digits = digits
        trim()
    }

    private mutating func trim() {
        while digits.last == 0 { digits.removeLast() }
    }

    var value: Int64 { digits.reversed().reduce(0) { $0 * 10 + Int64($1) } }
    var isZero: Bool { digits.isEmpty }

    static func + (one: Natural, other: Natural) -> Natural {
        var (sum, carry): ([Int], Int) = ([], 0)
        for place in 0..<max(one.digits.count, other.digits.count) + 1 {
            let digit = one.digit(place) + other.digit(place) + carry
            sum.append(digit % 10)
            carry = digit / 10
        }
        return Natural(digits: sum)
    }

    /// - Parameter other: at most `one`.
    static func - (one: Natural, other: Natural) -> Natural {
        var (difference, borrowed): ([Int], Int) = ([], 0)
        for place in one.digits.indices {
            let digit = one.digit(place) - other.digit(place) - borrowed
            borrowed = digit < 0 ? 1 : 0
            difference.append(digit + 10 * borrowed)
        }
        return Natural(digits: difference)
    }

    static func * (one: Natural, other: Natural) -> Natural {
        var product = Array(repeating: 0, count: one.digits.count + other.digits.count + 1)
        for (place, digit) in one.digits.enumerated() {
            for (otherPlace, otherDigit) in other.digits.enumerated() {
                product[place + otherPlace] += digit * otherDigit
            }
        }
        for place in product.indices.dropLast() {
            product[place + 1] += product[place] / 10
            product[place] %= 10
        }
        return Natural(digits: product)
    }

    static func < (one: Natural, other: Natural) -> Bool {
        guard one.digits.count == other.digits.count else { return one.digits.count < other.digits.count }
        return one.digits.reversed().lexicographicallyPrecedes(other.digits.reversed())
    }

    /// Long division.
    func divided(by divisor: Natural) -> (quotient: Natural, remainder: Natural) {
        var (quotient, rest): ([Int], Natural) = ([], Natural(0))
        for digit in digits.reversed() {
            rest = Natural(digits: [digit] + rest.digits)
            var times = 0
            while !(rest < divisor) {
                rest = rest - divisor
                times += 1
            }
            quotient.insert(times, at: 0)
        }
        return (Natural(digits: quotient), rest)
    }

    private func digit(_ place: Int) -> Int { place < digits.count ? digits[place] : 0 }
}

/// An exact fraction, 0 or more.
struct ExactFraction {
    let numerator: Natural
    let denominator: Natural

    init(_ numerator: Int64, _ denominator: Int64 = 1) {
        self.init(Natural(numerator), Natural(denominator))
    }

    private init(_ numerator: Natural, _ denominator: Natural) {
        self.numerator = numerator
        self.denominator = denominator
    }

    static func + (one: ExactFraction, other: ExactFraction) -> ExactFraction {
        ExactFraction(
            one.numerator * other.denominator + other.numerator * one.denominator,
            one.denominator * other.denominator
        )
    }

    static func * (one: ExactFraction, other: ExactFraction) -> ExactFraction {
        ExactFraction(one.numerator * other.numerator, one.denominator * other.denominator)
    }

    static func / (one: ExactFraction, other: ExactFraction) -> ExactFraction {
        ExactFraction(one.numerator * other.denominator, one.denominator * other.numerator)
    }

    static func < (one: ExactFraction, other: ExactFraction) -> Bool {
        one.numerator * other.denominator < other.numerator * one.denominator
    }

    var isZero: Bool { numerator.isZero }
    var floor: Int64 { numerator.divided(by: denominator).quotient.value }
    /// What is left above the floor.
    var rest: ExactFraction { ExactFraction(numerator.divided(by: denominator).remainder, denominator) }
    /// Half a unit rounded up.
    var rounded: Int64 { (self + ExactFraction(1, 2)).floor }
}
