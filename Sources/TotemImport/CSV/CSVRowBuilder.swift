/// Collects the fields of one record while they are read.
struct CSVRowBuilder {
    let line: Int
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var lines: [Int] = []
    private var flaw: CSVRow.Flaw?

    init(line: Int) {
        self.line = line
        lines.append(line)
    }

    /// Whether nothing has been read yet.
    var isUntouched: Bool { bytes.isEmpty && ends.isEmpty }
    /// Bytes of the field that is being read.
    var fieldLength: Int { bytes.count - (ends.last ?? 0) }
    var fieldCount: Int { ends.count }
    /// Where the field that is being read began.
    var fieldLine: Int { lines.last ?? line }

    mutating func append(_ slice: ArraySlice<UInt8>) { bytes.append(contentsOf: slice) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func endField(nextLine: Int) {
        ends.append(bytes.count)
        lines.append(nextLine)
    }

    /// Remembers what is wrong; of several flaws the first one is told.
    mutating func note(_ message: String, line: Int) {
        if flaw == nil { flaw = CSVRow.Flaw(field: ends.count, line: line, message: message) }
    }

    /// - Parameter expected: how many fields the header has; nil for the header itself.
    func finish(expecting expected: Int?) -> CSVRow {
        var ends = ends
        // Spreadsheets end rows with empty fields that belong to no column.
        if let expected, expected > 0, expected < ends.count, ends[expected - 1] == bytes.count {
            ends.removeLast(ends.count - expected)
        }
        let spread = lines.prefix(ends.count).contains { $0 != line } ? lines : nil
        let flaw = flaw ?? encodingFlaw() ?? raggedness(ends.count, expected)
        return CSVRow(line: line, bytes: bytes, ends: ends, lines: spread, flaw: flaw)
    }

    private func raggedness(_ count: Int, _ expected: Int?) -> CSVRow.Flaw? {
        guard let expected, count != expected, !CSVRow.isBlank(bytes) else { return nil }
        return CSVRow.Flaw(
            field: nil,
            line: line,
            message:
                "has \(count) fields, the header has \(expected); every row needs as many, empty ones included"
        )
    }

    /// UTF-8 is checked field by field: two halves of a letter on either side of a comma make no letter.
    private func encodingFlaw() -> CSVRow.Flaw? {
        guard !bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        var start = 0
        for (field, end) in ends.enumerated() {
            if String(validating: bytes[start..<end], as: UTF8.self) == nil {
                return CSVRow.Flaw(
                    field: field,
                    line: lines[field],
                    message: "is no UTF-8 text; save the file as UTF-8"
                )
            }
            start = end
        }
        return nil
    }
}
