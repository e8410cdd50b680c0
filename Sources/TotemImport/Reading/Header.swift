import TotemKernel

/// The names of a file's columns. Names are compared without regard to capitals and outer spaces.
struct Header: Sendable {
    /// As the file has them.
    let names: [String]
    /// What they are looked up by: the same, or their translations.
    let knownNames: [String]
    private let indices: [String: Int]

    init(_ row: CSVRow) {
        // A byte order mark is found behind what was put in front of it, too.
        let names = (0..<row.count).map { index in
            FormulaGuard.unguarded(row.text(index).replacing("\u{FEFF}", with: "").trimmed())
        }
        self.init(names, knownNames: names)
    }

    private init(_ names: [String], knownNames: [String]) {
        self.names = names
        self.knownNames = knownNames
        // Of two columns with one name the first is read; the other is unknown, and listed when it holds something.
        indices = Dictionary(zip(knownNames.map { $0.lowercased() }, 0...)) { first, _ in first }
    }

    /// The same columns, looked up by the names that `translation` gives them.
    func translated(_ translation: (String) -> String) -> Header { Header(names, knownNames: names.map(translation)) }

    func index(_ name: String) -> Int? { indices[name.lowercased()] }

    func has(_ names: String...) -> Bool { names.allSatisfy { index($0) != nil } }

    /// The columns whose names begin with `prefix`, with the rest of their names, in the file's order.
    func columns(beginning prefix: String) -> [(rest: String, index: Int)] {
        knownNames.enumerated().compactMap { index, name in
            guard name.lowercased().hasPrefix(prefix.lowercased()), name.count > prefix.count else { return nil }
            return (String(name.dropFirst(prefix.count)).trimmed(), index)
        }
    }
}
