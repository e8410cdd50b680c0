import TotemKernel

/// A column of the project's own format that holds a text as it is. What reading, merging and writing know of it stands here
/// alone.
struct TextColumn: Sendable {
    /// Where the text is in a product or a variant; an empty one is none.
    struct Place<Owner>: Sendable {
        let get: @Sendable (Owner) -> String
        let set: @Sendable (inout Owner, String) -> Void
    }

    let name: String
    let ofProduct: Place<ProductDraft>
    /// A row with options speaks of its variant; the product's own text is in ``ownName`` then.
    let ofVariant: Place<VariantDraft>

    var ownName: String { "product_" + name }

    /// In the order of the file.
    static let all: [TextColumn] = [taxClass]

    private static let taxClass = TextColumn(
        name: "tax_class",
        ofProduct: Place(get: { $0.taxClass ?? "" }, set: { $0.taxClass = $1.isEmpty ? nil : $1 }),
        ofVariant: Place(get: { $0.taxClass ?? "" }, set: { $0.taxClass = $1.isEmpty ? nil : $1 })
    )
}

/// A text column in a sheet that has it, or has the product's own.
struct TextColumnPlace: Sendable {
    let column: TextColumn
    let row: Int?
    let own: Int?

    init?(_ column: TextColumn, _ claims: inout ColumnClaims) {
        self.column = column
        row = claims.claim(column.name)
        own = claims.claim(column.ownName)
        if row == nil, own == nil { return nil }
    }

    /// What a product's first row says of it.
    /// - Parameter isPlain: whether the row is about the product and not about one of its variants.
    func read(_ row: CSVRow, into draft: inout ProductDraft, isPlain: Bool, from sheet: Sheet) {
        column.ofProduct.set(&draft, sheet.text(row, isPlain ? self.row : own))
    }

    func read(_ row: CSVRow, into variant: inout VariantDraft, from sheet: Sheet) {
        column.ofVariant.set(&variant, sheet.text(row, self.row))
    }
}

extension DraftedProduct.Description {
    /// Which text columns the file has, by what they are about.
    struct Texts: Sendable {
        /// Of a row, which may be about a variant.
        var ofRows: [TextColumn] = []
        /// Of products whose rows are about variants.
        var ofProducts: [TextColumn] = []

        init(_ places: [TextColumnPlace] = []) {
            ofRows = places.filter { $0.row != nil }.map(\.column)
            ofProducts = places.filter { $0.own != nil }.map(\.column)
        }

        /// - Parameter isPlain: whether the rows are about the product itself.
        func merge(_ file: ProductDraft, into known: inout ProductDraft, isPlain: Bool) {
            for column in isPlain ? ofRows : ofProducts {
                column.ofProduct.set(&known, column.ofProduct.get(file))
            }
        }

        func merge(_ file: VariantDraft, into known: inout VariantDraft) {
            for column in ofRows { column.ofVariant.set(&known, column.ofVariant.get(file)) }
        }
    }
}
