import TotemKernel
import TotemStore

/// How far the store has come with a file, kept in the transactions that write its products: an import that was stopped, in
/// whatever way, is gone on with where it was. A delivery (`--stock add`) is so never added twice.
struct ImportJournal: Sendable {
    /// Says which file is imported how: another file, or the same in another way, begins anew.
    private let name: String

    init(file digest: String, format: ImportFormat, stock: StockMode) {
        name = "\(format.rawValue) \(stock.rawValue) \(digest)"
    }

    /// Up to which product of the file the store has come; nil when no import of it was stopped.
    func position(in tx: Transaction) throws -> Int? { try ImportPositions.position(of: name, in: tx).map(Int.init) }

    func advance(to ordinal: Int, in tx: Transaction, at now: Timestamp) throws {
        try ImportPositions.set(Int64(ordinal), of: name, in: tx, at: now)
    }

    /// The whole file is in.
    func end(in tx: Transaction) throws { try ImportPositions.remove(name, in: tx) }
}
