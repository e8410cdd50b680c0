import TotemKernel

/// How one kind of catalogue file is read: which rows make a product, and what product they make.
protocol Dialect: Sendable {
    var sheet: Sheet { get }
    /// The columns that it does not read.
    var leftovers: [Leftover] { get }
    /// Whether a product is known by the file's own slug. Otherwise its slug is made from its name.
    var hasSlugs: Bool { get }

    /// Whether every product has a row of its own kind; otherwise all its rows are alike.
    var needsHead: Bool { get }

    /// To which product a row belongs.
    func place(of row: CSVRow) throws(ImportProblem) -> RowPlace

    /// What is wrong with a row whose product's head the file does not have.
    func orphan(_ row: CSVRow) -> ImportProblem

    /// Makes a product of all its rows: the head first, then the others in the file's order.
    func product(from rows: [CSVRow], noting losses: inout LossNotes) throws(ImportProblem) -> DraftedProduct
}

enum RowPlace {
    /// A product's own row, by every name that other rows may call it.
    case head(names: [String])
    /// A row of the product with this name.
    case member(of: String)
}

/// A product as a file has it, and where.
struct DraftedProduct: Sendable {
    var draft: ProductDraft
    /// Its first row.
    let line: Int
    /// Of each variant.
    let variantLines: [Int]
    /// Where its fields are read, by the field's name in ``KernelError``.
    let columns: [String: String]
    /// What tells it from another product with the same name in a file without slugs.
    var distinction: String?
}

extension Dialect {
    /// Lists what a row says in columns that have no place in the store.
    func noteLeftovers(of row: CSVRow, in losses: inout LossNotes) {
        for column in leftovers where column.holdsValue(in: row) {
            let why =
                column.isRepeated
                ? "the file has several columns of this name: the first one is read" : "the store has no place for it"
            losses.note(column.name, why, line: row.line)
        }
    }
}
