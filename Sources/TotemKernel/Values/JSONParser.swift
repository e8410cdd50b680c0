/// Why a text is no JSON: what is wrong, and where.
public struct JSONSyntaxError: Error, CustomStringConvertible {
    let message: String
    /// Bytes before the mistake.
    let offset: Int

    /// To go on from what the text is: "at byte 12 it needs a comma or a closing brace".
    public var description: String { "at byte \(offset) it \(message)" }
}

/// The one reader of JSON: of requests, of what plugins are sent and answer, of manifests, settings and files.
///
/// Reads one text (RFC 8259) strictly, with a limit to its depth. A member that is given twice is refused: two readers of
/// such a text may see two different values. So is NUL, which no text of a store can hold.
struct JSONParser {
    /// Levels of a text, its innermost value too.
    static let deepest = 32
    private let bytes: [UInt8]
    private var at = 0

    static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.at == bytes.count else { throw parser.error("has more after its end") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func error(_ message: String) -> JSONSyntaxError { JSONSyntaxError(message: message, offset: at) }

    private var current: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.deepest else { throw error("is nested deeper than \(Self.deepest) levels") }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case nil: throw error("ends too early")
        default: return try number()
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        let end = at + text.utf8CodeUnitCount
        let matches = text.withUTF8Buffer { end <= bytes.count && bytes[at..<end].elementsEqual($0) }
        guard matches else { throw error("has a word that is no JSON") }
        at = end
        return value
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        at += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw error("needs a member's name in double quotes") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw error("needs a colon after a member's name") }
            let value = try value(depth: depth + 1)
            guard members.updateValue(value, forKey: name) == nil else { throw error("gives '\(name)' twice") }
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw error("needs a comma or a closing brace") }
        }
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        at += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw error("needs a comma or a closing bracket") }
        }
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = at
        _ = take("-")
        let leadsWithZero = current == 0x30
        let whole = try digits()
        guard whole == 1 || !leadsWithZero else { throw error("has a number that begins with 0") }
        var isWhole = true
        if take(".") {
            isWhole = false
            _ = try digits()
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            _ = try digits()
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw error("has a number that is too large") }
        return .number(number)
    }

    private mutating func digits() throws(JSONSyntaxError) -> Int {
        let start = at
        while let byte = current, (0x30...0x39).contains(byte) { at += 1 }
        guard at > start else { throw error("has something that is no JSON value") }
        return at - start
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        at += 1
        let start = at
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { at += 1 }
        guard current != UInt8(ascii: "\"") else {
            let text = try utf8(bytes[start..<at])
            at += 1
            return text
        }
        return try escapedString(from: start)
    }

    private mutating func escapedString(from start: Int) throws(JSONSyntaxError) -> String {
        var text = Array(bytes[start..<at])
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                let string = try utf8(text[...])
                at += 1
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw error("has a control character in a string; write it as \\u00XX")
            default:
                text.append(byte)
                at += 1
            }
        }
        throw error("ends inside a string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
        at += 1
        guard let letter = current else { throw error("ends inside a string") }
        at += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try scalar())).utf8)
        default: throw error("has an escape that is no JSON")
        }
    }

    /// The character of `\uXXXX`, or of the two of a surrogate pair.
    private mutating func scalar() throws(JSONSyntaxError) -> Unicode.Scalar {
        var code = try fourHexDigits()
        if (0xD800..<0xDC00).contains(code) {
            guard take("\\"), take("u") else { throw error("has half of a surrogate pair") }
            let low = try fourHexDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw error("has half of a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard code != 0 else { throw error("has a NUL character, which no text here can hold") }
        guard let scalar = Unicode.Scalar(code) else { throw error("has half of a surrogate pair") }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONSyntaxError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("has an escape that is no JSON")
            }
            code = code << 4 | UInt32(digit)
            at += 1
        }
        return code
    }

    private func utf8(_ text: ArraySlice<UInt8>) throws(JSONSyntaxError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else { throw error("has a string that is no UTF-8") }
        return string
    }
}
