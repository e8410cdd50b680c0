/// Reads RFC 4180 in chunks: one record is in memory at a time.
///
/// Fields are separated by commas, semicolons or tabs: by what the first line has most of. Records end with CRLF, LF or
/// CR; a UTF-8 byte order mark is skipped, and so are lines with nothing but spaces and separators. A record that is wrong
/// in itself (not UTF-8, too few fields, a stray quote, a NUL byte) comes with its ``CSVRow/Flaw``, so that the rest can
/// still be read. What makes everything after it unreadable is thrown.
struct CSVReader {
    static let largestField = 1024 * 1024
    static let mostColumns = 2000

    private enum State {
        case fieldStart
        case unquoted
        case quoted
        /// After a quote inside a quoted field: its end, or half of a doubled quote.
        case closing
    }

    private let file: CSVFile
    private var chunk: [UInt8] = []
    private var at = 0
    private var line = 1
    /// The last byte was a CR, so an LF that follows belongs to it.
    private var afterReturn = false
    private var columns: Int?
    private var separator = Byte.comma

    /// Starts at the file's first byte.
    init(_ file: CSVFile) throws(ImportProblem) {
        self.file = file
        try file.rewind()
        try file.read(into: &chunk)
        try skipByteOrderMark()
        separator = Self.separator(of: chunk[at...])
    }

    /// The next record; nil at the end. The first one is the header: later ones must have as many fields.
    /// - Throws: ``ImportProblem`` for a quote that is never closed, a field over the limit, and read errors.
    mutating func next() throws(ImportProblem) -> CSVRow? {
        while let row = try record() {
            guard !row.isBlank || row.flaw != nil else { continue }
            columns = columns ?? row.count
            return row
        }
        return nil
    }

    /// A record, an empty line included; nil at the end.
    private mutating func record() throws(ImportProblem) -> CSVRow? {
        var row = CSVRowBuilder(line: line)
        var state = State.fieldStart
        while true {
            if at == chunk.count {
                try file.read(into: &chunk)
                at = 0
                guard !chunk.isEmpty else { return try lastRecord(row, state) }
            }
            if afterReturn {
                afterReturn = false
                if chunk[at] == Byte.lineFeed {
                    if state == .quoted { row.append(Byte.lineFeed) }
                    at += 1
                    if state != .quoted, row.isUntouched { row = CSVRowBuilder(line: line) }
                    continue
                }
            }
            switch state {
            case .fieldStart:
                guard chunk[at] == Byte.quote else {
                    state = .unquoted
                    continue
                }
                at += 1
                state = .quoted
            case .quoted:
                state = readQuoted(&row)
            case .unquoted:
                guard let next = readUnquoted(&row) else { return row.finish(expecting: columns) }
                state = next
            case .closing:
                guard let next = readClosing(&row) else { return row.finish(expecting: columns) }
                state = next
            }
            try checkLimits(row)
        }
    }

    private mutating func readQuoted(_ row: inout CSVRowBuilder) -> State {
        let start = at
        while at < chunk.count, !Byte.endsQuotedRun(chunk[at]) { at += 1 }
        row.append(chunk[start..<at])
        guard at < chunk.count else { return .quoted }
        let byte = chunk[at]
        at += 1
        switch byte {
        case Byte.quote:
            return .closing
        case Byte.zero:
            row.note("holds a NUL byte; the file is damaged, or no text", line: line)
        default:
            row.append(byte)
            line += 1
            afterReturn = byte == Byte.carriageReturn
        }
        return .quoted
    }

    /// - Returns: nil when the record has ended.
    private mutating func readUnquoted(_ row: inout CSVRowBuilder) -> State? {
        let start = at
        while at < chunk.count, !Byte.endsPlainRun(chunk[at], separator) { at += 1 }
        row.append(chunk[start..<at])
        guard at < chunk.count else { return .unquoted }
        let byte = chunk[at]
        switch byte {
        case Byte.quote:
            row.note("has a quote inside; put the field in quotes and write the quote inside twice", line: line)
            row.append(byte)
            at += 1
            return .unquoted
        case Byte.zero:
            row.note("holds a NUL byte; the file is damaged, or no text", line: line)
            at += 1
            return .unquoted
        default:
            return endField(byte, &row)
        }
    }

    private mutating func readClosing(_ row: inout CSVRowBuilder) -> State? {
        switch chunk[at] {
        case Byte.quote:
            row.append(Byte.quote)
            at += 1
            return .quoted
        case separator, Byte.lineFeed, Byte.carriageReturn:
            return endField(chunk[at], &row)
        default:
            row.note("goes on after its closing quote; a quote inside a field is written twice", line: line)
            return .unquoted
        }
    }

    /// Takes the byte that ends a field.
    private mutating func endField(_ end: UInt8, _ row: inout CSVRowBuilder) -> State? {
        at += 1
        guard end != separator else {
            row.endField(nextLine: line)
            return .fieldStart
        }
        line += 1
        afterReturn = end == Byte.carriageReturn
        row.endField(nextLine: line)
        return nil
    }

    private func lastRecord(_ row: CSVRowBuilder, _ state: State) throws(ImportProblem) -> CSVRow? {
        guard state != .quoted else {
            throw ImportProblem(
                file: file.name,
                line: row.fieldLine,
                column: String(row.fieldCount + 1),
                "the quote that begins here is never closed; close it, and write a quote inside the field twice"
            )
        }
        guard !row.isUntouched || state == .closing else { return nil }
        var row = row
        row.endField(nextLine: line)
        return row.finish(expecting: columns)
    }

    private func checkLimits(_ row: CSVRowBuilder) throws(ImportProblem) {
        guard row.fieldLength <= Self.largestField else {
            throw ImportProblem(
                file: file.name,
                line: row.fieldLine,
                column: String(row.fieldCount + 1),
                "the field that begins here is longer than \(Self.largestField) bytes; is its closing quote missing?"
            )
        }
        guard row.fieldCount <= Self.mostColumns else {
            throw ImportProblem(file: file.name, line: row.line, "has more than \(Self.mostColumns) fields")
        }
    }

    /// What stands between the names of the columns. Names may hold commas themselves, in quotes or not.
    private static func separator(of text: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in text {
            if byte == Byte.quote { isQuoted.toggle() }
            guard !isQuoted else { continue }
            if byte == Byte.lineFeed || byte == Byte.carriageReturn {
                // Lines before the names that have nothing on them are skipped.
                guard counts.keys.allSatisfy({ $0 == Byte.space }) else { break }
                continue
            }
            counts[byte, default: 0] += 1
        }
        let others = [Byte.semicolon, Byte.tab].filter { counts[$0] ?? 0 > counts[Byte.comma] ?? 0 }
        return others.max { counts[$0] ?? 0 < counts[$1] ?? 0 } ?? Byte.comma
    }

    private mutating func skipByteOrderMark() throws(ImportProblem) {
        if chunk.starts(with: [0xEF, 0xBB, 0xBF]) {
            at = 3
        } else if chunk.starts(with: [0xFF, 0xFE]) || chunk.starts(with: [0xFE, 0xFF]) || chunk.prefix(2).contains(0) {
            // Without its mark, UTF-16 shows by the half of a first letter that is zero.
            throw ImportProblem(file: file.name, line: 1, "is UTF-16 text; save the file as UTF-8")
        }
    }
}

private enum Byte {
    static let zero: UInt8 = 0x00
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let comma: UInt8 = 0x2C
    static let semicolon: UInt8 = 0x3B
    static let tab: UInt8 = 0x09

    static func endsQuotedRun(_ byte: UInt8) -> Bool {
        byte == quote || byte == lineFeed || byte == carriageReturn || byte == zero
    }

    static func endsPlainRun(_ byte: UInt8, _ separator: UInt8) -> Bool {
        byte == separator || byte == lineFeed || byte == carriageReturn || byte == quote || byte == zero
    }
}
