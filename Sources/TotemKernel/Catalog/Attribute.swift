public import TotemStore

/// A property that products and variants can have: a colour, a size, a release date.
public struct Attribute: Sendable, Hashable {
    public typealias ID = Identifier<Attribute>

    public enum Kind: String, Sendable, Codable, CaseIterable, SQLCodable {
        case text
        case number
        case boolean
        /// `2026-11-24`
        case date
    }

    public let id: ID
    public let name: String
    public let kind: Kind
}

extension Attribute {
    /// Characters of one value.
    public static let largestValue = 4096
    package static let valueRule = TextRule(1...largestValue, allowsLines: true)
    /// Of a value that buyers choose by.
    package static let optionRule = TextRule(1...largestValue)

    /// The text that a value is kept as, in one form for each value, so that equal values are found by their text.
    /// - Throws: ``KernelError`` naming `field` when the attribute takes other values.
    func encode(_ value: JSONValue, field: String) throws(KernelError) -> String {
        if let text = Self.text(of: value, as: kind) {
            try Self.valueRule.check(text, field)
            return text
        }
        let wanted =
            switch kind {
            case .text: "a text"
            case .number: "a number"
            case .boolean: "true or false"
            case .date: "a date such as 2026-11-24"
            }
        throw .invalid(field, "must be \(wanted), as the attribute '\(name)' is of the type \(kind.rawValue)")
    }

    /// The value that a text of the store stands for.
    func decode(_ text: String) -> JSONValue {
        switch kind {
        case .text, .date: .string(text)
        case .boolean: .boolean(text == "true")
        case .number: Int64(text).map(JSONValue.integer) ?? Double(text).map(JSONValue.number) ?? .string(text)
        }
    }

    /// What a new attribute becomes by its first value. A date is a text to JSON, so dates are declared beforehand.
    static func kind(of value: JSONValue) -> Kind {
        switch value {
        case .boolean: .boolean
        case .integer, .number: .number
        case .null, .string, .array, .object: .text
        }
    }

    private static func text(of value: JSONValue, as kind: Kind) -> String? {
        switch (kind, value) {
        case (.text, .string(let text)): text.trimmed()
        case (.text, .integer(let number)), (.number, .integer(let number)): String(number)
        case (.text, .number(let number)), (.number, .number(let number)): text(of: number)
        case (.text, .boolean(let flag)), (.boolean, .boolean(let flag)): flag ? "true" : "false"
        case (.number, .string(let text)): Int64(text).map(String.init) ?? Double(text).flatMap(Self.text)
        case (.boolean, .string(let text)): ["true", "false"].first { $0 == text.lowercased() }
        case (.date, .string(let text)): Timestamp(rfc3339: text + "T00:00:00Z") == nil ? nil : text
        case (_, .null), (_, .array), (_, .object), (.number, .boolean), (.boolean, _), (.date, _): nil
        }
    }

    private static func text(of number: Double) -> String? {
        guard number.isFinite else { return nil }
        return Int64(exactly: number).map(String.init) ?? number.description
    }
}
