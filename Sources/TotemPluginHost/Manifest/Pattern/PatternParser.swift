/// A regular expression as a tree.
indirect enum PatternNode {
    case characters(PatternCharacters)
    case start
    case end
    case sequence([PatternNode])
    case choice([PatternNode])
    /// Most is nil for any number.
    case repeated(PatternNode, least: Int, most: Int?)
}

/// A set of characters.
struct PatternCharacters {
    var ranges: [ClosedRange<UInt32>]
    var isOpposite = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isOpposite
    }

    static func only(_ scalar: Unicode.Scalar) -> PatternCharacters {
        PatternCharacters(ranges: [scalar.value...scalar.value])
    }

    static let anyButNewline = PatternCharacters(ranges: [0x0A...0x0A, 0x0D...0x0D], isOpposite: true)
    fileprivate static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    fileprivate static let word: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    fileprivate static let space: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x2028...0x2029]
}

/// Reads an expression from its beginning to its end.
struct PatternParser {
    private static let mostRepetitions = 1_000
    private let scalars: [Unicode.Scalar]
    private var place = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func whole() throws(PatternProblem) -> PatternNode {
        let node = try choice()
        guard place == scalars.count else { throw PatternProblem("has a ')' without a '('") }
        return node
    }

    private var current: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        place += 1
        return true
    }

    private mutating func choice() throws(PatternProblem) -> PatternNode {
        var parts = [try sequence()]
        while take("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws(PatternProblem) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = current, scalar != "|", scalar != ")" { parts.append(try repetition()) }
        return .sequence(parts)
    }

    private mutating func repetition() throws(PatternProblem) -> PatternNode {
        var node = try atom()
        while let (least, most) = try bounds() {
            node = .repeated(node, least: least, most: most)
            // Which way is tried first makes no difference to whether there is one.
            _ = take("?")
        }
        return node
    }

    private mutating func bounds() throws(PatternProblem) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard take("{") else { return nil }
        let least = try number()
        guard take(",") else {
            guard take("}") else { throw PatternProblem("has a '{' that is no repetition; write it as \\{") }
            return (least, least)
        }
        if take("}") { return (least, nil) }
        let most = try number()
        guard take("}"), most >= least else { throw PatternProblem("has a repetition that is none") }
        return (least, most)
    }

    private mutating func number() throws(PatternProblem) -> Int {
        var digits = ""
        while let scalar = current, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            place += 1
        }
        guard let number = Int(digits), number <= Self.mostRepetitions else {
            throw PatternProblem("has a '{' without a number of at most \(Self.mostRepetitions); write it as \\{")
        }
        return number
    }

    private mutating func atom() throws(PatternProblem) -> PatternNode {
        guard let scalar = current else { throw PatternProblem("ends too early") }
        place += 1
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return .characters(.anyButNewline)
        case "[": return .characters(try characterClass())
        case "\\": return .characters(try escape())
        case "(": return try group()
        case "*", "+", "?", "{": throw PatternProblem("has a '\(scalar)' with nothing before it to repeat")
        default: return .characters(.only(scalar))
        }
    }

    private mutating func group() throws(PatternProblem) -> PatternNode {
        if take("?"), !take(":") {
            throw PatternProblem("has a group of the kind (?…, which can't be matched in bounded time; only (?: can")
        }
        let node = try choice()
        guard take(")") else { throw PatternProblem("has a '(' without a ')'") }
        return node
    }

    private mutating func characterClass() throws(PatternProblem) -> PatternCharacters {
        var set = PatternCharacters(ranges: [], isOpposite: take("^"))
        while let scalar = current, scalar != "]" {
            place += 1
            let first = scalar == "\\" ? try escape() : .only(scalar)
            guard !first.isOpposite else { throw PatternProblem("has an opposite, such as \\D, in a class") }
            set.ranges += try range(from: first)
        }
        guard take("]") else { throw PatternProblem("has a '[' without a ']'") }
        return set
    }

    /// `a-z`, or what stands alone.
    private mutating func range(from first: PatternCharacters) throws(PatternProblem) -> [ClosedRange<UInt32>] {
        guard current == "-", place + 1 < scalars.count, scalars[place + 1] != "]" else { return first.ranges }
        place += 1
        let scalar = scalars[place]
        place += 1
        let last = scalar == "\\" ? try escape() : .only(scalar)
        guard let low = first.ranges.first, let high = last.ranges.first, first.ranges.count == 1,
            last.ranges.count == 1, low.count == 1, high.count == 1, low.lowerBound <= high.lowerBound
        else { throw PatternProblem("has a range in a class that is none") }
        return [low.lowerBound...high.lowerBound]
    }

    /// What stands behind a backslash.
    private mutating func escape() throws(PatternProblem) -> PatternCharacters {
        guard let scalar = current else { throw PatternProblem("ends in a backslash") }
        place += 1
        switch scalar {
        case "d": return PatternCharacters(ranges: PatternCharacters.digits)
        case "D": return PatternCharacters(ranges: PatternCharacters.digits, isOpposite: true)
        case "w": return PatternCharacters(ranges: PatternCharacters.word)
        case "W": return PatternCharacters(ranges: PatternCharacters.word, isOpposite: true)
        case "s": return PatternCharacters(ranges: PatternCharacters.space)
        case "S": return PatternCharacters(ranges: PatternCharacters.space, isOpposite: true)
        case "t": return .only("\t")
        case "n": return .only("\n")
        case "r": return .only("\r")
        case "u": return .only(try hexadecimal(4))
        case "x": return .only(try hexadecimal(2))
        case "0"..."9", "a"..."z", "A"..."Z":
            throw PatternProblem("has \\\(scalar), which is not known here, or can't be matched in bounded time")
        default: return .only(scalar)
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(PatternProblem) -> Unicode.Scalar {
        var digits = ""
        while digits.count < count, let scalar = current {
            digits.unicodeScalars.append(scalar)
            place += 1
        }
        guard digits.unicodeScalars.count == count, let number = UInt32(digits, radix: 16),
            let scalar = Unicode.Scalar(number)
        else { throw PatternProblem("has an escape that names no character") }
        return scalar
    }
}
