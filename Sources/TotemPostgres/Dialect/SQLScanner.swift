/// Cuts a text into its ``SQLToken``s. Put together again they are the text.
struct SQLScanner {
    private var rest: Substring.UTF8View

    static func tokens(of text: some StringProtocol) -> [SQLToken] {
        var scanner = SQLScanner(rest: Substring(text).utf8)
        var tokens: [SQLToken] = []
        while let token = scanner.next() { tokens.append(token) }
        return tokens
    }

    private init(rest: Substring.UTF8View) {
        self.rest = rest
    }

    private mutating func next() -> SQLToken? {
        guard let first = rest.first else { return nil }
        switch first {
        case _ where Self.isBlank(first):
            return take(.blank, rest.prefix { Self.isBlank($0) }.count)
        case UInt8(ascii: "-") where rest.starts(with: "--".utf8):
            return take(.blank, rest.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.count)
        case UInt8(ascii: "/") where rest.starts(with: "/*".utf8):
            return takeBlockComment()
        case UInt8(ascii: "'"):
            return takeQuoted(.string, from: 0, escapes: false)
        case UInt8(ascii: "\""):
            return takeQuoted(.quotedName, from: 0, escapes: false)
        case UInt8(ascii: "$"):
            return takeDollar()
        case _ where Self.isDigit(first):
            return takeNumber()
        case _ where Self.startsWord(first):
            return takeWord()
        default:
            return take(.mark, 1)
        }
    }

    private mutating func take(_ kind: SQLToken.Kind, _ count: Int) -> SQLToken {
        let text = rest.prefix(count)
        rest = rest.dropFirst(count)
        return SQLToken(kind: kind, text: text)
    }

    /// Comments nest in PostgreSQL.
    private mutating func takeBlockComment() -> SQLToken {
        var inside = rest.dropFirst(2)
        var count = 2
        var depth = 1
        while depth > 0 {
            guard let byte = inside.first else { return take(.unfinished, rest.count) }
            var step = 1
            if byte == UInt8(ascii: "*"), inside.starts(with: "*/".utf8) {
                depth -= 1
                step = 2
            } else if byte == UInt8(ascii: "/"), inside.starts(with: "/*".utf8) {
                depth += 1
                step = 2
            }
            count += step
            inside = inside.dropFirst(step)
        }
        return take(.blank, count)
    }

    /// A string or a name whose quote stands `prefix` bytes from here. A doubled quote does not end it.
    private mutating func takeQuoted(_ kind: SQLToken.Kind, from prefix: Int, escapes: Bool) -> SQLToken {
        var inside = rest.dropFirst(prefix)
        guard let quote = inside.popFirst() else { return take(.unfinished, rest.count) }
        var count = prefix + 1
        while let byte = inside.popFirst() {
            count += 1
            if escapes, byte == UInt8(ascii: "\\"), inside.popFirst() != nil {
                count += 1
            } else if byte == quote {
                guard inside.first == quote else { return take(kind, count) }
                inside.removeFirst()
                count += 1
            }
        }
        return take(.unfinished, rest.count)
    }

    private mutating func takeDollar() -> SQLToken {
        let digits = rest.dropFirst().prefix { Self.isDigit($0) }.count
        if digits > 0 { return take(.parameter, 1 + digits) }
        let tag = rest.dropFirst().prefix { Self.startsWord($0) || Self.isDigit($0) }
        let opening = rest.prefix(tag.count + 2)
        guard opening.last == UInt8(ascii: "$"), opening.count == tag.count + 2 else { return take(.mark, 1) }
        var inside = rest.dropFirst(opening.count)
        var count = opening.count
        while !inside.isEmpty {
            if inside.first == UInt8(ascii: "$"), inside.starts(with: opening) {
                return take(.dollarString, count + opening.count)
            }
            inside.removeFirst()
            count += 1
        }
        return take(.unfinished, rest.count)
    }

    private mutating func takeNumber() -> SQLToken {
        var count = rest.prefix { Self.isDigit($0) }.count
        let fraction = rest.dropFirst(count)
        if fraction.first == UInt8(ascii: ".") { count += 1 + fraction.dropFirst().prefix { Self.isDigit($0) }.count }
        let exponent = rest.dropFirst(count)
        if let mark = exponent.first, mark | 0x20 == UInt8(ascii: "e") {
            let sign = exponent.dropFirst().first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } ?? false
            let digits = exponent.dropFirst(sign ? 2 : 1).prefix { Self.isDigit($0) }.count
            if digits > 0 { count += digits + (sign ? 2 : 1) }
        }
        return take(.number, count)
    }

    private mutating func takeWord() -> SQLToken {
        let word = rest.prefix { Self.startsWord($0) || Self.isDigit($0) || $0 == UInt8(ascii: "$") }
        let next = rest.dropFirst(word.count).first
        if word.count == 1, next == UInt8(ascii: "'"), let letter = word.first {
            switch letter | 0x20 {
            case UInt8(ascii: "e"): return takeQuoted(.prefixedString, from: 1, escapes: true)
            case UInt8(ascii: "x"): return takeQuoted(.hexString, from: 1, escapes: false)
            case UInt8(ascii: "b"), UInt8(ascii: "n"): return takeQuoted(.prefixedString, from: 1, escapes: false)
            default: break
            }
        }
        let isUnicode = word.count == 1 && word.first.map { $0 | 0x20 } == UInt8(ascii: "u")
        if isUnicode, next == UInt8(ascii: "&"), let quote = rest.dropFirst(2).first,
            quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
        {
            return takeQuoted(.prefixedString, from: 2, escapes: false)
        }
        return take(.word, word.count)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func startsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80
    }
}
