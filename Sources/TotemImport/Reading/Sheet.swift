import TotemKernel

/// One file as its dialect reads it: cells become values, or problems that name line and column.
struct Sheet: Sendable {
    let file: String
    let header: Header
    /// The store's, in which prices are read.
    let currency: Currency
    /// Plugins that read columns of their own, which are named after them.
    var plugins: Set<String> = []
    /// Whether numbers may be written as `19,90`: no shop's export parts thousands.
    var readsDecimalCommas = false

    /// The same file, its columns looked up by other names.
    func translated(_ translation: (String) -> String) -> Sheet {
        Sheet(file: file, header: header.translated(translation), currency: currency, plugins: plugins)
    }

    /// Whether a plugin reads a column, such as `loyalty.points`.
    func isOfPlugin(_ column: String) -> Bool {
        guard let point = column.firstIndex(of: ".") else { return false }
        return plugins.contains(column[..<point].lowercased())
    }

    /// The text of a cell without outer spaces; empty when the file has no such column.
    func text(_ row: CSVRow, _ column: Int?) -> String {
        guard let column, !row.isEmpty(column) else { return "" }
        return FormulaGuard.unguarded(row.text(column).trimmed())
    }

    /// The text of a cell as it is, outer spaces and line breaks too.
    func long(_ row: CSVRow, _ column: Int?) -> String {
        guard let column, !row.isEmpty(column) else { return "" }
        return FormulaGuard.unguarded(row.text(column))
    }

    /// A text for people, in which other shops' software writes `&` as `&amp;`.
    func plain(_ row: CSVRow, _ column: Int?) -> String { HTMLText.decoded(text(row, column)).trimmed() }

    /// A code such as a SKU or a barcode, or a number. Spreadsheets keep the zeros of `'0042` by the `'` in front.
    func code(_ row: CSVRow, _ column: Int?) -> String {
        let text = plain(row, column)
        guard text.hasPrefix("'"), text.count > 1, text.dropFirst().allSatisfy(\.isNumber) else { return text }
        return String(text.dropFirst())
    }

    /// A number as ``DecimalText`` reads it; empty when the cell is.
    func number(_ row: CSVRow, _ column: Int?) -> String {
        let text = code(row, column)
        guard readsDecimalCommas, !text.contains("."), text.count(where: { $0 == "," }) == 1 else { return text }
        return text.replacing(",", with: ".")
    }

    /// The names of the columns that the file has.
    func columnNames(_ columns: [String: Int?]) -> [String: String] {
        columns.compactMapValues { $0.map { header.names[$0] } }
    }

    func problem(_ row: CSVRow, _ column: Int?, _ message: String) -> ImportProblem {
        ImportProblem(
            file: file,
            line: column.map(row.line(of:)) ?? row.line,
            column: column.map {
                $0 < header.names.count && !header.names[$0].isEmpty ? header.names[$0] : String($0 + 1)
            },
            message
        )
    }

    /// What is wrong with the record as CSV.
    func problem(of row: CSVRow) -> ImportProblem? {
        guard let flaw = row.flaw else { return nil }
        let column = flaw.field.map { $0 < header.names.count ? header.names[$0] : String($0 + 1) }
        return ImportProblem(file: file, line: flaw.line, column: column, flaw.message)
    }

    /// An amount that is not negative; nil when the cell is empty.
    func price(_ row: CSVRow, _ column: Int?) throws(ImportProblem) -> Money? {
        let text = PriceText.plain(number(row, column), currency)
        guard !text.isEmpty else { return nil }
        let amount: Money
        do {
            amount = try Money(decimal: text, currency, "price")
        } catch {
            throw problem(row, column, error.fields.first?.message ?? error.detail)
        }
        guard amount.amount >= 0 else { throw problem(row, column, "'\(text)' is negative; a price is 0 or more") }
        return amount
    }

    /// A whole number, such as a quantity; nil when the cell is empty. `3.0` is whole; `3.000` may be three thousand.
    func wholeNumber(_ row: CSVRow, _ column: Int?) throws(ImportProblem) -> Int64? {
        let text = number(row, column)
        guard !text.isEmpty else { return nil }
        let mark = text.firstIndex(of: ".") ?? text.endIndex
        guard ["", ".0", ".00"].contains(text[mark...]), let value = DecimalText(text)?.whole else {
            throw problem(row, column, "'\(text)' is no whole number of 64 bits; write one such as 12")
        }
        return value
    }

    /// A weight in grams, with whether it had to be rounded to a whole gram; nil when the cell is empty.
    func grams(
        _ row: CSVRow,
        _ column: Int?,
        in unit: WeightUnit
    ) throws(ImportProblem) -> (grams: Int64, isRounded: Bool)? {
        let text = number(row, column)
        guard !text.isEmpty else { return nil }
        guard let decimal = DecimalText(text), let weight = unit.grams(decimal), weight.grams >= 0 else {
            throw problem(row, column, "'\(text)' is no weight in \(unit.rawValue); write a number such as 0.25")
        }
        return weight
    }

    /// One of the words that mean yes or no; nil when the cell is empty.
    func flag(_ row: CSVRow, _ column: Int?) throws(ImportProblem) -> Bool? {
        let text = text(row, column)
        guard !text.isEmpty else { return nil }
        guard let flag = FlagText.value(text) else {
            throw problem(row, column, "'\(text)' is neither true nor false")
        }
        return flag
    }
}
