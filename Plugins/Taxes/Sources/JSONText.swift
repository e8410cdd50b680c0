/// JSON as the plugin writes it, and the little that it reads.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                quoted += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    static func array(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ",") + "]" }

    /// The texts of an array that ``array(_:)`` has written, of texts without control characters.
    static func texts(_ array: String) -> [String] {
        var texts: [String] = []
        var text: String.UnicodeScalarView?
        var isEscaped = false
        for scalar in array.unicodeScalars {
            if text == nil {
                if scalar == "\"" { text = String.UnicodeScalarView() }
            } else if isEscaped || scalar != "\"" && scalar != "\\" {
                text?.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                texts.append(String(text ?? String.UnicodeScalarView()))
                text = nil
            }
        }
        return texts
    }

    /// Whether the object has the member `"name": true` itself, and not in something that is in it.
    /// - Parameter object: valid JSON.
    static func isTrue(_ name: String, in object: String) -> Bool {
        let bytes = Array(object.utf8).filter { ![0x09, 0x0A, 0x0D, 0x20].contains($0) }
        let member = Array((quoted(name) + ":true").utf8)
        var (depth, isInText, isEscaped) = (0, false, false)
        for (place, byte) in bytes.enumerated() {
            if isEscaped {
                isEscaped = false
            } else if isInText {
                if byte == 0x5C { isEscaped = true }
                if byte == 0x22 { isInText = false }
            } else if byte == 0x22 {
                if depth == 1, bytes[place...].starts(with: member) { return true }
                isInText = true
            } else if byte == 0x7B || byte == 0x5B {
                depth += 1
            } else if byte == 0x7D || byte == 0x5D {
                depth -= 1
            }
        }
        return false
    }
}
