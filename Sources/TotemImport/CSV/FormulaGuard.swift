/// Keeps spreadsheets from taking a text for a formula: such a text gets a `'` in front.
///
/// A text that looks guarded gets one more, so that taking one `'` away gives any text back as it was.
enum FormulaGuard {
    /// The text as it is written into a cell. A plain number stays one.
    static func guarded(_ text: String) -> String {
        guard looksLikeFormula(text), DecimalText(text) == nil else { return text }
        return "'" + text
    }

    /// The text that a guarded cell stands for. Shopify and WooCommerce guard their exports in the same way.
    static func unguarded(_ text: String) -> String {
        guard text.utf8.first == apostrophe, looksLikeFormula(text) else { return text }
        return String(text.dropFirst())
    }

    private static let apostrophe = UInt8(ascii: "'")

    /// Whether a spreadsheet would read it as a formula, or would but for apostrophes in front.
    private static func looksLikeFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { $0 != "'" }) else { return false }
        switch first {
        case "=", "+", "-", "@", "\t", "\r", "\n": return true
        // The same signs in full width, which some spreadsheets read alike.
        case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
        default: return false
        }
    }
}
