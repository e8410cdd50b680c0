import FoundationEssentials
import TotemKernel

/// How the project's own format writes lists, values and the want of them into a cell.
enum TotemText {
    /// A variant that has no value of an option that its siblings have. A value of this name, or with backslashes before
    /// it, is written with one backslash more.
    static let noValue = "*"

    /// The cell of an option's value.
    static func cell(ofOption value: String) -> String { isStarred(value) ? "\\" + value : value }

    /// The value of an option's cell; nil for none.
    static func option(_ cell: String) -> String? {
        guard cell != noValue else { return nil }
        return isStarred(cell) ? String(cell.dropFirst()) : cell
    }

    private static func isStarred(_ text: String) -> Bool {
        text.hasSuffix(noValue) && text.dropLast().allSatisfy { $0 == "\\" }
    }

    /// `A > B; C` is the category B in A, and the category C. A backslash before `;`, `>` or itself makes it a letter.
    static func categories(_ text: String) -> [[String]] {
        var paths: [[String]] = []
        var path: [String] = []
        var name = ""
        var isEscaped = false
        func isFull(_ name: String) -> Bool { !name.trimmed().isEmpty }
        for character in text + ";" {
            switch character {
            case _ where isEscaped:
                name.append(character)
                isEscaped = false
            case "\\": isEscaped = true
            case ">", ";":
                if isFull(name) { path.append(name.trimmed()) }
                name = ""
                guard character == ";" else { continue }
                if !path.isEmpty { paths.append(path) }
                path = []
            default: name.append(character)
            }
        }
        return paths
    }

    /// In order of their names, so that equal catalogues make equal files.
    static func text(ofCategories paths: [[String]]) -> String {
        paths.map { $0.map(escaped).joined(separator: " > ") }.sorted().joined(separator: "; ")
    }

    /// Images stand in one cell with spaces between them.
    static func text(ofImages images: [String]) -> String {
        images.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: "%20") }.joined(separator: " ")
    }

    /// The value of an attribute's cell; nil when it is none of the attribute's type.
    static func value(_ text: String, as kind: Attribute.Kind) -> JSONValue? {
        switch kind {
        case .text, .date: .string(text)
        case .boolean: FlagText.value(text).map(JSONValue.boolean)
        case .number: number(text)
        }
    }

    /// Decimal digits only: `Double` reads `0x1F`, `nan` and `inf` as well.
    private static func number(_ text: String) -> JSONValue? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
        return Int64(text).map(JSONValue.integer) ?? Double(text).map(JSONValue.number)
    }

    static func text(of value: JSONValue?) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): number.description
        case .boolean(let flag): flag ? "true" : "false"
        case .null, .array, .object, nil: ""
        }
    }

    /// `attribute.Material`, `attribute_number.Watts`
    static func column(_ prefix: String, _ attribute: Attribute) -> String {
        switch attribute.kind {
        case .text, .date: "\(prefix).\(attribute.name)"
        case .number, .boolean: "\(prefix)_\(attribute.kind.rawValue).\(attribute.name)"
        }
    }

    /// What the columns of warehouses begin with, and those of warehouses that are switched off.
    static let stock = "stock."
    static let stockOff = "stock_off."

    /// `stock.Oslo`
    static func column(ofWarehouse name: String, isActive: Bool) -> String { (isActive ? stock : stockOff) + name }

    /// Nil when the text is no JSON object.
    static func dimensions(_ text: String) -> JSONValue? {
        guard let value = try? JSONValue(text: text), case .object = value else { return nil }
        return value
    }

    private static func escaped(_ name: String) -> String {
        var escaped = ""
        for character in name {
            if "\\;>".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
