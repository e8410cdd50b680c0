internal import CPostgres
internal import Synchronization

/// The rows of a plugin's statement, kept as they come, one after another: as many as one may read. What comes after those is thrown
/// away, so that no statement takes more memory than that, whatever it selects.
final class BoundedRows {
    static let mostRows = 100_000
    /// Of all results of a connection together that have not been freed.
    static let mostBytes = 64 << 20
    /// No row that is longer is waited for: the connection ends.
    static let longestRow = mostBytes + (16 << 20)

    /// Has a row for each that was kept.
    private var rows: OpaquePointer?
    private var count: Int32 = 0
    private var bytes = 0
    private var isCut = false
    private let held: HeldBytes

    init(_ held: HeldBytes) {
        self.held = held
    }

    deinit {
        if let rows { PQclear(rows) }
        held.change(by: -bytes)
    }

    /// - Parameter row: the result with the next row, which it takes.
    func add(_ row: OpaquePointer) {
        guard !isCut, keep(row) else {
            isCut = true
            return PQclear(row)
        }
        count += 1
    }

    private func keep(_ row: OpaquePointer) -> Bool {
        let columns = 0..<PQnfields(row)
        // As libpq keeps them.
        let size = columns.reduce(16) { $0 + 17 + Int(PQgetlength(row, 0, $1)) }
        guard count < Self.mostRows else { return false }
        bytes += size
        guard held.change(by: size) <= Self.mostBytes else { return false }
        guard let rows else {
            rows = row
            return true
        }
        for column in columns {
            let isNull = PQgetisnull(row, 0, column) != 0
            let length = isNull ? -1 : PQgetlength(row, 0, column)
            guard PQsetvalue(rows, count, column, PQgetvalue(row, 0, column), length) == 1 else { return false }
        }
        PQclear(row)
        return true
    }

    /// - Parameter end: what came after the last row, which it takes.
    func result(endedBy end: OpaquePointer) -> ResultRows {
        defer { (rows, bytes) = (nil, 0) }
        return ResultRows(end, rows: rows, isCut: isCut, HeldBytes.Share(of: held, bytes))
    }
}

/// How much the results of one connection take.
final class HeldBytes: Sendable {
    private let count = Atomic(0)

    /// - Returns: how many there are then.
    @discardableResult
    func change(by bytes: Int) -> Int { count.wrappingAdd(bytes, ordering: .relaxed).newValue }

    /// Those of one result, for as long as it lives.
    final class Share {
        private let whole: HeldBytes
        private let bytes: Int

        init(of whole: HeldBytes, _ bytes: Int) {
            self.whole = whole
            self.bytes = bytes
        }

        deinit { whole.change(by: -bytes) }
    }
}
