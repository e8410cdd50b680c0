import TotemKernel

/// One record of a CSV file. Its fields lie in one buffer and become text when they are asked for.
struct CSVRow: Sendable {
    /// What is wrong with a record that could still be told from its neighbours.
    struct Flaw: Sendable {
        /// The field, counted from 0; nil for the whole record.
        let field: Int?
        let line: Int
        let message: String
    }

    /// Where it begins, counted from 1.
    let line: Int
    let flaw: Flaw?
    private let bytes: [UInt8]
    /// Where each field ends in `bytes`.
    private let ends: [Int]
    /// Where each field begins in the file, when that is not the record's own line for all.
    private let lines: [Int]?

    init(line: Int, bytes: [UInt8], ends: [Int], lines: [Int]?, flaw: Flaw?) {
        self.line = line
        self.bytes = bytes
        self.ends = ends
        self.lines = lines
        self.flaw = flaw
    }

    /// How many fields it has.
    var count: Int { ends.count }

    /// A line without anything on it, or with separators and spaces only.
    var isBlank: Bool { Self.isBlank(bytes) }

    static func isBlank(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { $0 == UInt8(ascii: " ") } }

    func isEmpty(_ field: Int) -> Bool { range(field).isEmpty }

    /// The text of a field, composed as the store keeps texts.
    func text(_ field: Int) -> String { String(decoding: bytes[range(field)], as: UTF8.self).composed() }

    /// The same row with other texts in some of its fields.
    func replacing(_ texts: [Int: String]) -> CSVRow {
        guard !texts.isEmpty else { return self }
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for field in 0..<max(count, (texts.keys.max() ?? 0) + 1) {
            if let text = texts[field] {
                bytes += FormulaGuard.guarded(text).utf8
            } else {
                bytes += self.bytes[range(field)]
            }
            ends.append(bytes.count)
        }
        return CSVRow(line: line, bytes: bytes, ends: ends, lines: lines, flaw: flaw)
    }

    /// The line on which a field begins.
    func line(of field: Int) -> Int {
        guard let lines, field < lines.count else { return line }
        return lines[field]
    }

    private func range(_ field: Int) -> Range<Int> {
        guard field < ends.count else { return 0..<0 }
        return (field == 0 ? 0 : ends[field - 1])..<ends[field]
    }
}
