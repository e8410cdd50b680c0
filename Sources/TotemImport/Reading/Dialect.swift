import TotemKernel

/// How one kind of catalogue file is read: which rows make a product, and what product they make.
protocol Dialect: Sendable {
    var sheet: Sheet { get }
    /// The columns that it does not read.
    var leftovers: [Leftover] { get }

    /// What becomes of a SKU that something else has already.
    var sharedSKUs: SharedSKUs { get }
    /// The cells of a row that give a SKU.
    var skuColumn: Int? { get }

    /// Warehouses of the file whose stock is not on sale: those that are missing are made switched off. Those that are there
    /// stay as they are.
    var warehousesOff: [String] { get }

    /// Whether every product has a row of its own kind; otherwise all its rows are alike.
    var needsHead: Bool { get }

    /// To which product a row belongs.
    func place(of row: CSVRow) throws(ImportProblem) -> RowPlace

    /// What is wrong with a row whose product's head the file does not have.
    func orphan(_ row: CSVRow) -> ImportProblem

    /// Makes a product of all its rows: the head first, then the others in the file's order.
    func product(from rows: [CSVRow], noting losses: inout LossNotes) throws(ImportProblem) -> DraftedProduct

    /// What is to be known before anything else, when the file as a whole lacks something.
    /// - Parameter rows: the rows counted so far, by ``countsForWarning(_:)``.
    func warning(_ rows: Int) -> String?

    /// Whether a row is one that the file's warning is about.
    func countsForWarning(_ row: CSVRow) -> Bool
}

/// What becomes of a SKU that something else has already.
enum SharedSKUs {
    /// The row is refused: a SKU names one thing.
    case refused
    /// Other shops let products of one file share a SKU: the later one gets a SKU of its own.
    case renamedInFile
    /// The same, also when a product of the store has it: what a row is, its handle says, not its SKU.
    case renamed
}

enum RowPlace {
    /// A product's own row, by every name that other rows may call it.
    case head(names: [String])
    /// A row of the product with this name.
    case member(of: String)
}

extension Dialect {
    var warehousesOff: [String] { [] }

    func warning(_ rows: Int) -> String? { nil }
    func countsForWarning(_ row: CSVRow) -> Bool { false }

    /// The SKU that a row gives; empty when it gives none.
    func sku(of row: CSVRow) -> String { sheet.code(row, skuColumn) }

    /// Lists what a row says in columns that have no place in the store.
    func noteLeftovers(of row: CSVRow, in losses: inout LossNotes) {
        for column in leftovers where column.holdsValue(in: row) && !sheet.isOfPlugin(column.name) {
            let why =
                column.isRepeated
                ? "the file has several columns of this name: the first one is read" : "the store has no place for it"
            losses.note(column.name, why, line: row.line)
        }
    }
}
