import TotemKernel

/// WooCommerce's product export. A variation is a row of its own that names its parent, which may stand anywhere in
/// the file, by SKU or as `id:44`.
///
/// What can't be sold here as it was there (grouped and external products, types of other extensions, products without
/// a price) is kept inactive and listed.
struct WooDialect: Dialect {
    enum Kind: Equatable {
        case simple
        case variable
        case variation
        case other(String)
    }

    let sheet: Sheet
    let leftovers: [Leftover]
    let needsHead = true
    let sharedSKUs = SharedSKUs.renamedInFile
    var skuColumn: Int? { columns.sku }
    let columns: WooColumns
    private let described: DraftedProduct.Description

    init(_ sheet: Sheet) throws(ImportProblem) {
        var sheet = sheet
        sheet.readsDecimalCommas = true
        self.sheet = sheet
        var claims = ColumnClaims(sheet.header)
        columns = try WooColumns(sheet, &claims)
        leftovers = claims.leftovers(neutral: WooColumns.neutral(sheet.header))
        described = columns.described
    }

    func place(of row: CSVRow) throws(ImportProblem) -> RowPlace {
        if try kind(of: row) == .variation {
            let parent = sheet.code(row, columns.parent)
            guard !parent.isEmpty else {
                throw sheet.problem(row, columns.parent, "is empty; a variation names its product by SKU or as id:44")
            }
            return .member(of: parent)
        }
        let id = sheet.text(row, columns.id)
        let sku = sheet.code(row, columns.sku)
        return .head(names: (id.isEmpty ? [] : ["id:\(id)"]) + (sku.isEmpty ? [] : [sku]))
    }

    func orphan(_ row: CSVRow) -> ImportProblem {
        sheet.problem(
            row,
            columns.parent,
            "'\(sheet.text(row, columns.parent))' is no product of this file; put the product's own row into it"
        )
    }

    /// Reads `simple, downloadable, virtual`: the kind stands among words that say how it is delivered.
    func kind(of row: CSVRow) throws(ImportProblem) -> Kind {
        guard columns.type != nil else { return .simple }
        let words = sheet.text(row, columns.type).lowercased().split(separator: ",").map { String($0).trimmed() }
        let kinds = words.filter { $0 != "downloadable" && $0 != "virtual" }
        switch kinds.first {
        case nil where !words.isEmpty: return .simple
        case nil: throw sheet.problem(row, columns.type, "is empty; write simple, variable or variation")
        case "simple": return .simple
        case "variable", "variable-subscription": return .variable
        case "variation", "product_variation", "subscription_variation": return .variation
        case let other?: return .other(other)
        }
    }

    func product(from rows: [CSVRow], noting losses: inout LossNotes) throws(ImportProblem) -> DraftedProduct {
        let head = rows[0]
        let kind = try kind(of: head)
        let name = sheet.plain(head, columns.name)
        guard columns.name == nil || !name.isEmpty else {
            throw sheet.problem(head, columns.name, "is empty; every product has a name")
        }
        for row in rows { noteLosses(of: row, isHead: row.line == head.line, in: &losses) }
        guard rows.count == 1 || kind == .variable else {
            throw sheet.problem(
                rows[1],
                columns.parent,
                "names the product in line \(head.line), which is not variable"
            )
        }

        let sku = sheet.code(head, columns.sku)
        let price = try sellingPrice(head, &losses)
        var draft = ProductDraft(sku: sku.isEmpty ? nil : sku, name: name, price: price ?? .zero(sheet.currency))
        draft.isActive = try isPublished(head)
        try describe(&draft, head, &losses)
        draft.stock = try stock(head, &losses)
        var described = described
        described.attributes.formUnion(draft.attributes.keys)
        described.isProduct = columns.type != nil
        if price == nil, kind != .variable {
            described.fields.remove(.price)
            described.ofRows.remove(.price)
        }
        var variantLines: [Int] = []
        var spared: [VariantDraft] = []
        if kind == .variable {
            let variations = try WooVariations(self, head, Array(rows.dropFirst()), draft.stock, &losses)
            variations.apply(to: &draft, &described, hasAttributes: !columns.attributes.isEmpty)
            variantLines = variations.lines
            spared = variations.unpriced
        }
        if let why = unsellable(kind, draft, price) {
            losses.note("Type", why, line: head.line)
            if kind != .variable {
                described.fields.insert(.isActive)
            } else if draft.isActive {
                // The store may have variants that are on sale.
                described.fields.remove(.isActive)
            }
            draft.isActive = false
        }
        let id = sheet.text(head, columns.id)
        return DraftedProduct(
            draft: draft,
            described: described,
            line: head.line,
            variantLines: variantLines,
            spared: spared,
            columns: sheet.columnNames([
                "sku": columns.sku, "name": columns.name, "description": columns.description,
                "price": columns.price, "cost": columns.cost, "weight_grams": columns.weight,
                "inventory_quantity": columns.stock, "images": columns.images, "categories": columns.categories,
            ]),
            distinction: sku.isEmpty ? (id.isEmpty ? nil : id) : sku,
            origin: sku.isEmpty ? "woo\(id)" : nil
        )
    }

    /// Why a product can't be on sale here; nil when it can.
    private func unsellable(_ kind: Kind, _ draft: ProductDraft, _ price: Money?) -> String? {
        switch kind {
        case .other("grouped"): return "a grouped product is no product of its own: it is kept inactive"
        case .other("external"): return "an external product is sold elsewhere: it is kept inactive"
        case .other(let name): return "the type '\(name)' is not known: the product is kept inactive"
        case .variable where draft.variants.isEmpty:
            return "has no variations on sale: a new product is kept inactive, one that the store has stays as it is"
        case .simple where price == nil && columns.price != nil:
            return "has no price, so it can't be sold: the product is kept inactive"
        case .simple, .variable, .variation: return nil
        }
    }

    func isPublished(_ row: CSVRow) throws(ImportProblem) -> Bool {
        try state(of: row) == .published
    }

    enum State {
        case published
        case hidden
        /// Its product is a draft, whatever it would be itself.
        case draft
    }

    func state(of row: CSVRow) throws(ImportProblem) -> State {
        switch sheet.code(row, columns.published).lowercased() {
        case "1", "true", "yes", "": return .published
        case "0", "false", "no": return .hidden
        case "-1": return .draft
        case let other:
            throw sheet.problem(row, columns.published, "'\(other)' is none of 1, 0 (private) and -1 (draft)")
        }
    }

    /// What is asked for it now: the sale price, unless the sale has dates; then the regular one.
    func sellingPrice(_ row: CSVRow, _ losses: inout LossNotes) throws(ImportProblem) -> Money? {
        let regular = try sheet.price(row, columns.regularPrice)
        guard let sale = try sheet.price(row, columns.salePrice) else { return regular }
        guard let regular else { return sale }
        let hasDates = !sheet.text(row, columns.saleStarts).isEmpty || !sheet.text(row, columns.saleEnds).isEmpty
        guard !hasDates else {
            losses.note("Sale price", "a sale with dates is not kept: the regular price holds", line: row.line)
            return regular
        }
        guard sale.amount < regular.amount else { return regular }
        losses.note("Regular price", "a product has one price: that of the sale is kept", line: row.line)
        return sale
    }

    /// Stock that is not counted is always available, unless the shop says that there is none.
    func stock(_ row: CSVRow, _ losses: inout LossNotes) throws(ImportProblem) -> StockDraft {
        let backorders = sheet.text(row, columns.backorders).lowercased()
        if !backorders.isEmpty, backorders != "0", backorders != "no" {
            losses.note("Backorders allowed?", "selling below zero is not possible: sales stop at 0", line: row.line)
        }
        guard sheet.text(row, columns.stock).lowercased() != "parent",
            let units = try sheet.wholeNumber(row, columns.stock)
        else { return isOutOfStock(row) ? .units(0) : .unmanaged }
        if units < 0 { losses.note("Stock", "was negative: 0 units", line: row.line) }
        return .units(max(units, 0))
    }

    private func isOutOfStock(_ row: CSVRow) -> Bool {
        ["0", "no", "false", "outofstock"].contains(sheet.text(row, columns.inStock).lowercased())
    }

    private func noteLosses(of row: CSVRow, isHead: Bool, in losses: inout LossNotes) {
        noteLeftovers(of: row, in: &losses)
        if !sheet.text(row, columns.id).isEmpty {
            losses.note("ID", "links the file's rows; the store gives its own", line: row.line)
        }
        let type = sheet.text(row, columns.type).lowercased()
        if type.contains("virtual") || type.contains("downloadable") {
            losses.note("Type", "downloads and virtual delivery are not kept", line: row.line)
        }
        guard isHead else { return }
        if sheet.text(row, columns.reviews) == "0" {
            losses.note("Allow customer reviews?", "the store has no place for it", line: row.line)
        }
        if !["", "0"].contains(sheet.text(row, columns.position)) {
            losses.note("Position", "products have no place of their own in lists", line: row.line)
        }
    }
}
