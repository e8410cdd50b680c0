import TotemKernel
import TotemStore

/// How far the store has come with a file, kept in the transactions that write its products: an import that was stopped, in
/// whatever way, is gone on with where it was. A delivery (`--stock add`) is so never added twice: not by the same file, nor,
/// while it is unfinished, by another one, which may be the same delivery corrected. Each file has a position of its own:
/// what one run says of its file leaves those of others as they are.
struct ImportJournal: Sendable {
    private let stock: StockMode
    private let path: String
    /// The file begins at its first product and is known for another delivery than those that are unfinished.
    private let fromStart: Bool
    /// Says which file is imported how: another file, or the same in another way, begins anew.
    private let name: String

    init(file digest: String, at path: String, format: ImportFormat, stock: StockMode, fromStart: Bool) {
        self.stock = stock
        self.path = path
        self.fromStart = fromStart
        name = "\(format.rawValue) \(stock.rawValue) \(digest)"
    }

    /// Up to which product of the file the store has come; nil when no import of it was stopped.
    func position(in tx: Transaction) throws -> Int? { try ImportPositions.position(of: name, in: tx).map(Int.init) }

    /// A file of which something is in is no correction of another one: it is gone on with, whatever else is unfinished.
    /// - Throws: ``ImportProblem`` where nothing of this delivery is in and another one is unfinished.
    func refuseOthers(in tx: Transaction) throws {
        guard stock == .add, !fromStart, try position(in: tx) == nil else { return }
        let unfinished = try ImportPositions.unfinished(in: tx)
        guard let other = unfinished.first(where: { $0.file.split(separator: " ").dropFirst().first == "add" }) else {
            return
        }
        throw ImportProblem(
            file: path,
            "was not begun, because an import of \(other.path) with --stock add was stopped after product \(other.position), at "
                + "\(other.updatedAt), or still runs: what it has added would be added again by a corrected file. Import that "
                + "file once more as it was, which adds the rest; where a product of it is refused now, with --skip-bad-rows, "
                + "and then a file with what was left out. Or say --from-start, where this file is another delivery, or where "
                + "you have seen to it that it has nothing of what is in: that one stays unfinished"
        )
    }

    /// - Parameter known: where this run knows it to be.
    /// - Throws: ``ImportProblem`` where another run of the same delivery has gone on meanwhile, or where nothing of this one
    ///   is in and another was begun since the check.
    func advance(from known: Int, to ordinal: Int, in tx: Transaction, at now: Timestamp) throws {
        try refuseOthers(in: tx)
        if stock == .add, try position(in: tx) ?? 0 != known {
            throw ImportProblem(file: path, "is imported by another totem too; let that one end")
        }
        try ImportPositions.set(Int64(ordinal), of: name, at: path, in: tx, now)
    }

    /// The whole file is in, or is to begin anew.
    func end(in tx: Transaction) throws { try ImportPositions.remove(name, in: tx) }
}
