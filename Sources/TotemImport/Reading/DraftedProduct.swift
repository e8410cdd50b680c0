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
    /// Variants that the file has without what one needs to be sold: the store's own stay as they are, new ones are not made.
    var spared: [VariantDraft] = []
    /// Where its fields are read, by the field's name in ``KernelError``.
    let columns: [String: String]
    /// What tells it from another product with the same name in a file without slugs.
    var distinction: String?
    /// Which shop it comes from, and its number there: `woo11`. Nil where the file's slugs and SKUs are all that tells it.
    var origin: String?
    /// Whether its row names a variant of the store, by nothing but its SKU: what describes a product is not of this one.
    var isOfVariant = false
}

extension DraftedProduct {
    /// What a file says about a product. One rule holds for every format: a field is given when the file has the column that it
    /// stands in, and a price only with something in the cell. What is not given stays as the store has it; whoever reads a
    /// format says for the product and for its rows which fields those are, whatever the draft holds in their places.
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

        /// Given of the product itself, which the row of one without variants is about too.
        var fields: Set<Field> = []
        /// Given of each of its rows, which may be about variants: `price`, `weight` and `stock`.
        var ofRows: Set<Field> = []
        /// Of what is made of several columns the file has only some: what they give is added to what the store has.
        var partly: Set<Field> = []
        /// The names of its attributes that the file has a place for, empty or not.
        var attributes: Set<String> = []
        var texts = Texts()
        /// Whether the file says that the row is a product; else only the store can tell it from a variant.
        var isProduct = false
        /// A file of stock alone: it changes products and makes none.
        var isStockOnly = false

        /// - Parameters:
        ///   - columns: the columns that each field of a product may be read from.
        ///   - rows: the same of its rows.
        init(_ columns: [(Field, [Int?])], rows: [(Field, [Int?])]) {
            fields = Self.given(columns)
            ofRows = Self.given(rows)
        }

        private static func given(_ columns: [(Field, [Int?])]) -> Set<Field> {
            Set(columns.filter { !$0.1.allSatisfy { $0 == nil } }.map(\.0))
        }

        func has(_ field: Field) -> Bool { fields.contains(field) }
    }

    func problem(_ message: String, line: Int? = nil, field: String? = nil, file: String) -> ImportProblem {
        ImportProblem(file: file, line: line ?? self.line, column: field.flatMap { columns[$0] }, message)
    }

    func line(ofVariant index: Int) -> Int { variantLines.indices.contains(index) ? variantLines[index] : line }
}
