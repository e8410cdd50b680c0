/// The rows of one product.
struct RowGroup: Sendable {
    let rows: [CSVRow]
    /// Why it can't be a product.
    let problem: ImportProblem?
}

/// How many rows every product has, counted before the products are read.
///
/// With it a product is complete at its last row, wherever that is, and only products that have begun are in memory.
/// Names are kept as hashes. Two names with one hash would make a product wait longer than it must, nothing worse.
struct RowCensus: Sendable {
    private var members: [Int: Int32] = [:]
    private var skus: Set<Int> = []
    private(set) var rows = 0
    /// Rows that the file's warning is about.
    private(set) var suspects = 0

    mutating func count(_ row: CSVRow, _ dialect: any Dialect) {
        rows += 1
        let sku = dialect.sku(of: row)
        if !sku.isEmpty { skus.insert(sku.hashValue) }
        if dialect.countsForWarning(row) { suspects += 1 }
        guard case .member(let name) = try? dialect.place(of: row) else { return }
        members[name.hashValue, default: 0] += 1
    }

    /// Whether a row gives this SKU: no other is made like it.
    func gives(sku: String) -> Bool { skus.contains(sku.hashValue) }

    func members(of name: String) -> Int { Int(members[name.hashValue] ?? 0) }
}

/// Reads a file product by product.
struct ProductGroups {
    /// A product whose rows have not all been met.
    private struct Open {
        var head: CSVRow?
        var rows: [CSVRow] = []
        /// What its rows call it.
        var names: [String]
        var expected: Int
        var problem: ImportProblem?
    }

    private var reader: CSVReader
    private let dialect: any Dialect
    private let census: RowCensus
    private var open: [Int: Open] = [:]
    private var names: [String: Int] = [:]
    private var nextKey = 0
    private var leftOver: [Int]?
    private(set) var rowsRead = 0

    /// - Parameter reader: after the header.
    init(_ reader: CSVReader, _ dialect: any Dialect, _ census: RowCensus) {
        self.reader = reader
        self.dialect = dialect
        self.census = census
    }

    /// The next product whose rows are complete, in the order of the last rows; nil at the end.
    mutating func next() throws(ImportProblem) -> RowGroup? {
        while let row = try reader.next() {
            rowsRead += 1
            if let group = add(row) { return group }
        }
        return incomplete()
    }

    private mutating func add(_ row: CSVRow) -> RowGroup? {
        let flaw = dialect.sheet.problem(of: row)
        let place: RowPlace
        do throws(ImportProblem) {
            place = try dialect.place(of: row)
        } catch {
            return RowGroup(rows: [row], problem: flaw ?? error)
        }
        switch place {
        case .head(let own): return addHead(row, own, flaw)
        case .member(let name): return addMember(row, name, flaw)
        }
    }

    private mutating func addHead(_ row: CSVRow, _ own: [String], _ flaw: ImportProblem?) -> RowGroup? {
        let expected = own.reduce(0) { $0 + census.members(of: $1) }
        guard expected > 0 else { return RowGroup(rows: [row], problem: flaw) }
        var product = Open(head: row, names: own, expected: expected, problem: flaw)
        // Members that came before their head wait under the name that they call it.
        for name in own {
            guard let key = names[name], let waiting = open[key] else { continue }
            if let first = waiting.head {
                product.problem =
                    product.problem
                    ?? dialect.sheet.problem(
                        row,
                        nil,
                        "is the same product as line \(first.line): both are called '\(name)'"
                    )
            }
            product.rows += waiting.rows
            product.problem = product.problem ?? waiting.problem
            open[key] = nil
        }
        let key = newKey()
        for name in own { names[name] = key }
        product.rows.sort { $0.line < $1.line }
        open[key] = product
        return close(key)
    }

    private mutating func addMember(_ row: CSVRow, _ name: String, _ flaw: ImportProblem?) -> RowGroup? {
        let key = names[name] ?? newKey()
        names[name] = key
        // Taken out, so that its rows are not copied for each one that is added.
        var product = open.removeValue(forKey: key) ?? Open(names: [name], expected: census.members(of: name))
        product.rows.append(row)
        product.problem = product.problem ?? flaw
        open[key] = product
        return close(key)
    }

    private mutating func close(_ key: Int) -> RowGroup? {
        guard let product = open[key], product.rows.count >= product.expected,
            product.head != nil || !dialect.needsHead
        else { return nil }
        open[key] = nil
        for name in product.names { names[name] = nil }
        return RowGroup(rows: (product.head.map { [$0] } ?? []) + product.rows, problem: product.problem)
    }

    /// Rows whose product the file does not have.
    private mutating func incomplete() -> RowGroup? {
        if leftOver == nil { leftOver = open.keys.sorted { $0 > $1 } }
        guard let key = leftOver?.popLast(), let product = open[key], let first = product.head ?? product.rows.first
        else {
            return nil
        }
        open[key] = nil
        let rows = (product.head.map { [$0] } ?? []) + product.rows
        guard product.head == nil else { return RowGroup(rows: rows, problem: product.problem) }
        return RowGroup(rows: rows, problem: product.problem ?? dialect.orphan(first))
    }

    private mutating func newKey() -> Int {
        nextKey += 1
        return nextKey
    }
}
