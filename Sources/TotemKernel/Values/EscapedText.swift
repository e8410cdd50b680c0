extension String {
    /// In one line: control characters, line breaks, and what turns the direction of text are written as escapes. For texts that
    /// others have written, in a log or on a terminal: nobody makes a line of it that somebody else seems to have written.
    package var escaped: String {
        guard unicodeScalars.contains(where: \.mustBeEscaped) else { return self }
        return unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            case _ where scalar.mustBeEscaped: escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    fileprivate var mustBeEscaped: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
