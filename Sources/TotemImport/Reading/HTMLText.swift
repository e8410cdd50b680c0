import TotemKernel

/// Plain text in which a shop's software has written characters as HTML does: `Black &amp; White`.
enum HTMLText {
    /// The text with every entity of it replaced once; what is no entity stays as it is.
    static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var decoded = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            decoded += rest[..<start]
            rest = rest[start...]
            if let (character, end) = entity(at: rest) {
                decoded.append(character)
                rest = rest[end...]
            } else {
                decoded.append("&")
                rest = rest.dropFirst()
            }
        }
        return (decoded + rest).composed()
    }

    /// The entity that a text begins with, and where it ends.
    private static func entity(at text: Substring) -> (Character, Substring.Index)? {
        guard let semicolon = text.prefix(longestName + 2).firstIndex(of: ";") else { return nil }
        let name = text[text.index(after: text.startIndex)..<semicolon]
        guard let character = name.first == "#" ? numbered(name.dropFirst()) : named[String(name)] else { return nil }
        return (character, text.index(after: semicolon))
    }

    private static func numbered(_ text: Substring) -> Character? {
        let isHexadecimal = text.first == "x" || text.first == "X"
        let number = isHexadecimal ? UInt32(text.dropFirst(), radix: 16) : UInt32(text)
        guard let number, let scalar = Unicode.Scalar(number) else { return nil }
        let isControl = scalar.properties.generalCategory == .control
        return isControl && !["\t", "\n", "\r"].contains(scalar) ? nil : Character(scalar)
    }

    private static let longestName = 8

    /// The names of HTML 4 that shops' texts have.
    private static let named: [String: Character] = {
        var named: [String: Character] = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "ndash": "\u{2013}", "mdash": "\u{2014}",
            "lsquo": "\u{2018}", "rsquo": "\u{2019}", "sbquo": "\u{201A}", "ldquo": "\u{201C}", "rdquo": "\u{201D}",
            "bdquo": "\u{201E}", "bull": "\u{2022}", "hellip": "\u{2026}", "prime": "\u{2032}", "Prime": "\u{2033}",
            "euro": "\u{20AC}", "trade": "\u{2122}", "OElig": "\u{152}", "oelig": "\u{153}", "Scaron": "\u{160}",
            "scaron": "\u{161}", "Yuml": "\u{178}", "times": "\u{D7}", "minus": "\u{2212}", "infin": "\u{221E}",
            "thinsp": "\u{2009}", "ensp": "\u{2002}", "emsp": "\u{2003}", "zwnj": "\u{200C}", "zwj": "\u{200D}",
            "larr": "\u{2190}", "rarr": "\u{2192}", "hearts": "\u{2665}", "lsaquo": "\u{2039}", "rsaquo": "\u{203A}",
        ]
        // U+00A0 to U+00FF, in their order.
        let latin = """
            nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
            micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
            AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
            times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
            egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
            ugrave uacute ucirc uuml yacute thorn yuml
            """
        for (name, value) in zip(latin.split(separator: " "), UInt32(0xA0)...) {
            named[String(name)] = Unicode.Scalar(value).map(Character.init)
        }
        return named
    }()
}
