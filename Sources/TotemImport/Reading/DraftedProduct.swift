import TotemKernel

/// A product as a file has it, and where.
struct DraftedProduct: Sendable {
    var draft: ProductDraft
    /// What of it the file speaks of. The rest stays as the store has it.
    var described: Description
    /// Its first row.
    let line: Int
    /// Of each variant.
    let variantLines: [Int]
    /// Where its fields are read, by the field's name in ``KernelError``.
    let columns: [String: String]
    /// What tells it from another product with the same name in a file without slugs.
    var distinction: String?
    /// Which shop it comes from, and its number there: `woo11`. Nil where the file's slugs and SKUs are all that tells it.
    var origin: String?
}

extension DraftedProduct {
    /// What a file says about a product: a column that is absent says nothing.
    struct Description: Sendable {
        enum Field: Hashable, Sendable {
            case name
            case description
            case price
            case cost
            case weight
            case dimensions
            case isActive
            case categories
            case images
            case stock
            /// Which variants there are, and by which options they are told apart.
            case options
        }

        var fields: Set<Field> = []
        /// The names of its attributes that the file has a place for, empty or not.
        var attributes: Set<String> = []
        var texts = Texts()
        /// Whether the file says that the row is a product; else only the store can tell it from a variant.
        var isProduct = false
        /// A file of stock alone: it changes products and makes none.
        var isStockOnly = false

        /// - Parameter columns: the columns that each field may be read from.
        init(_ columns: [(Field, [Int?])]) {
            fields = Set(columns.filter { !$0.1.allSatisfy { $0 == nil } }.map(\.0))
        }

        func has(_ field: Field) -> Bool { fields.contains(field) }
    }

    func problem(_ message: String, line: Int? = nil, field: String? = nil, file: String) -> ImportProblem {
        ImportProblem(file: file, line: line ?? self.line, column: field.flatMap { columns[$0] }, message)
    }

    func line(ofVariant index: Int) -> Int { variantLines.indices.contains(index) ? variantLines[index] : line }
}
