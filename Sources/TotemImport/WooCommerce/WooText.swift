import TotemKernel

/// How WooCommerce writes lists and long texts into a cell.
enum WooText {
    /// The names of a list: categories, tags, values of attributes.
    static func list(_ text: String) -> [String] { entries(text).map { HTMLText.decoded($0).trimmed() } }

    /// Splits at commas; `\,` is a comma inside an entry.
    static func entries(_ text: String) -> [String] {
        var entries: [String] = []
        var entry = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                if character != "," { entry.append("\\") }
                entry.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "," {
                entries.append(entry)
                entry = ""
            } else {
                entry.append(character)
            }
        }
        if isEscaped { entry.append("\\") }
        return (entries + [entry]).map { $0.trimmed() }.filter { !$0.isEmpty }
    }

    /// `A > B, C` is the category B in A, and the category C.
    static func categories(_ text: String) -> [[String]] {
        var found: [[String]] = []
        for entry in entries(text) {
            let path = entry.split(separator: ">").map { HTMLText.decoded(String($0)).trimmed() }.filter { !$0.isEmpty }
            if !path.isEmpty, !found.contains(path) { found.append(path) }
        }
        return found
    }

    /// Line breaks are written as `\n`, and a real `\n` as `\\n`.
    static func long(_ text: String) -> String {
        guard text.contains("\\n") else { return text }
        return text.split(separator: "\\\\n", omittingEmptySubsequences: false)
            .map { $0.replacing("\\n", with: "\n") }
            .joined(separator: "\\n")
    }
}
