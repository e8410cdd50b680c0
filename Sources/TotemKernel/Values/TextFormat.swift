/// The forms of texts that have a name. A plugin's manifest says one as the `format` of a text; the check of a request and the
/// description of the interface come from it.
package enum TextFormat: String, CaseIterable, Sendable {
    /// One line without anything that can't be seen: ``TextRule``.
    case line
    /// The same with line breaks and tabs.
    case lines
    /// A line without white space, in which everything can be seen: codes that people type.
    case word
    /// `2026-11-24`
    case date
    /// `2026-11-24T09:30:00Z`
    case dateTime = "date-time"
    case email
    /// Of ISO 3166-1, in capitals.
    case country
    /// Of ISO 4217, in capitals.
    case currency
    /// The shop's own, which is the one that is described. That it is this one is for the plugin to check.
    case storeCurrency = "store-currency"
    /// `next_cursor` of a page.
    case cursor

    /// Why `text` is refused, to go on from the field's name; nil when it is fine.
    /// - Parameter lengths: in Unicode scalars, which are looked at by `line`, `lines` and `word` alone: from 1 on, something shows.
    package func objection(to text: String, _ lengths: ClosedRange<Int>) -> String? {
        switch self {
        case .line: TextRule(lengths).objection(to: text)
        case .lines: TextRule(lengths, allowsLines: true).objection(to: text)
        case .word:
            TextRule(lengths).objection(to: text)
                ?? (text.unicodeScalars.contains(where: Self.hides) ? Self.wordRule : nil)
        case .date: CalendarDay(text) == nil ? "must be a date such as 2026-11-24" : nil
        case .dateTime: Timestamp(rfc3339: text) == nil ? "must be an RFC 3339 time such as 2026-11-24T09:30:00Z" : nil
        case .email: (try? Email(text)) == nil ? "must be an email address such as anna@example.com" : nil
        case .country: Country.codes.contains(text) ? nil : Country.objection(to: text)
        case .currency, .storeCurrency: Currency(text) == nil ? "must be an ISO 4217 currency code such as EUR" : nil
        case .cursor: Cursor.isWellFormed(text) ? nil : Cursor.rule
        }
    }

    private static let wordRule = "must not contain white space, nor what can't be seen"

    private static func hides(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
    }
}
