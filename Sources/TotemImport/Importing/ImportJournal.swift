import TotemKernel
import TotemStore

/// How far the store has come with a file, kept in the transactions that write its products: an import that was stopped, in
/// whatever way, is gone on with where it was. A delivery (`--stock add`) is so never added twice: not by the same file, nor,
/// while it is unfinished, by another one, which may be the same delivery corrected.
struct ImportJournal: Sendable {
    private let stock: StockMode
    private let path: String
    /// Says which file is imported how: another file, or the same in another way, begins anew.
    private let name: String

    init(file digest: String, at path: String, format: ImportFormat, stock: StockMode) {
        self.stock = stock
        self.path = path
        name = "\(format.rawValue) \(stock.rawValue) \(digest)"
    }

    /// Up to which product of the file the store has come; nil when no import of it was stopped.
    func position(in tx: Transaction) throws -> Int? { try ImportPositions.position(of: name, in: tx).map(Int.init) }

    /// - Throws: ``ImportProblem`` where another delivery is unfinished.
    func refuseOthers(in tx: Transaction) throws {
        guard stock == .add else { return }
        let others = try ImportPositions.unfinished(in: tx).filter { $0.file != name }
        guard let other = others.first(where: { $0.file.split(separator: " ").dropFirst().first == "add" }) else {
            return
        }
        throw ImportProblem(
            file: path,
            "was not begun, because an import of \(other.path) with --stock add was stopped after product \(other.position), at "
                + "\(other.updatedAt), or still runs: what it has added would be added again by a corrected file. Import that "
                + "file once more as it was, which adds the rest; or say --from-start, where this file is another delivery"
        )
    }

    /// - Parameter known: where this run knows it to be.
    /// - Throws: ``ImportProblem`` where another run of the same delivery has gone on meanwhile.
    func advance(from known: Int, to ordinal: Int, in tx: Transaction, at now: Timestamp) throws {
        if stock == .add, try position(in: tx) ?? 0 != known {
            throw ImportProblem(file: path, "is imported by another totem too; let that one end")
        }
        try ImportPositions.set(Int64(ordinal), of: name, at: path, in: tx, now)
    }

    /// The whole file is in.
    func end(in tx: Transaction) throws { try ImportPositions.remove(name, in: tx) }
}
