/// Writes RFC 4180, for people who open it in a spreadsheet.
public enum CSVText {
    /// One record, with its line's end. What a spreadsheet would take for a formula is guarded by a `'`.
    public static func line(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    /// In quotes when it must be; also with outer spaces, which spreadsheets take away otherwise.
    private static func field(_ text: String) -> String {
        let text = FormulaGuard.guarded(text)
        let needsQuotes = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes || text.hasPrefix(" ") || text.hasSuffix(" ") else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
