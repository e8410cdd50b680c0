import TotemKernel

/// Shopify's product export: the rows of one handle are one product. The first one describes it; each row with a price
/// or an option value is a variant, each row with a picture adds it.
struct ShopifyDialect: Dialect {
    let sheet: Sheet
    let leftovers: [Leftover]
    let needsHead = false
    let sharedSKUs = SharedSKUs.renamed
    var skuColumn: Int? { columns.sku }
    private let columns: ShopifyColumns
    private let described: DraftedProduct.Description

    init(_ sheet: Sheet) throws(ImportProblem) {
        self.sheet = sheet
        var claims = ColumnClaims(sheet.header)
        columns = ShopifyColumns(sheet.header, &claims)
        leftovers = claims.leftovers(neutral: ShopifyColumns.neutral)
        described = columns.described
    }

    /// Shops with several locations export no quantities: those stand in another file. What is not counted has a quantity of
    /// 0 in Shopify's export, as what is sold out.
    func warning(_ rows: Int) -> String? {
        guard rows > 0 else { return nil }
        guard columns.quantity == nil else {
            return
                "names no inventory tracker for \(rows) variants without units: what is new among them comes in as sold out. "
                + "Where they sell without being counted: totem export products, empty their cells of stock, and import that "
                + "file with --stock set"
        }
        return
            "has no quantities, as the export of a shop with several locations: what is new among its \(rows) variants "
            + "comes in as sold out. Export the inventory too (Shopify: Products > Inventory > Export) and import that file"
    }

    /// Where there are quantities: it has none, and may not be counted. Else its stock is counted, somewhere.
    func countsForWarning(_ row: CSVRow) -> Bool {
        let isTracked = !sheet.text(row, columns.tracker).isEmpty
        guard columns.quantity != nil else { return isTracked }
        guard !isTracked, let units = try? sheet.wholeNumber(row, columns.quantity) else { return false }
        return units <= 0
    }

    func place(of row: CSVRow) throws(ImportProblem) -> RowPlace {
        let handle = sheet.text(row, columns.handle)
        guard !handle.isEmpty else {
            throw sheet.problem(row, columns.handle, "is empty; every row names the product that it belongs to")
        }
        return .member(of: handle)
    }

    func orphan(_ row: CSVRow) -> ImportProblem { sheet.problem(row, columns.handle, "names no product") }

    func product(from rows: [CSVRow], noting losses: inout LossNotes) throws(ImportProblem) -> DraftedProduct {
        for row in rows { noteLeftovers(of: row, in: &losses) }
        let head = rows.first { !sheet.text($0, columns.title).isEmpty } ?? rows[0]
        let name = sheet.plain(head, columns.title)
        guard columns.title == nil || !name.isEmpty else {
            throw sheet.problem(head, columns.title, "is empty; the first row of a product has its title")
        }
        let optionNames = columns.options.map { sheet.plain(head, $0.name) }
        var (sold, variants) = try variants(rows, optionNames, &losses)
        // Without prices the file may only describe products.
        if sold.isEmpty, columns.price == nil { (sold, variants) = ([head], [try variant(head, optionNames, &losses)]) }
        guard let firstSold = sold.first else {
            throw sheet.problem(head, columns.price, "is empty; every product has a price")
        }
        let hasOptions = hasOptions(optionNames, sold)
        guard hasOptions || sold.count == 1 || columns.options.isEmpty else {
            throw sheet.problem(
                sold[1],
                columns.options.first?.value,
                "has no option value to tell this variant from the one in line \(firstSold.line)"
            )
        }
        let isPlain = !hasOptions && sold.count == 1
        var described = described
        if !isPlain {
            // Rows without options may be some of the variants only.
            if columns.options.isEmpty { described.fields.subtract([.price, .weight]) }
            described.attributes.remove("Barcode")
        }

        var draft = ProductDraft(
            slug: try slug(head, &losses),
            name: name,
            description: sheet.long(head, columns.body),
            price: variants[0].price
        )
        draft.isActive = try isActive(head, &losses)
        draft.categories = categories(head)
        draft.attributes = attributes(head, &losses)
        draft.images = try images(rows, &losses)
        draft.cost = try cost(sold, &losses)
        draft.weight = variants[0].weight ?? 0
        if isPlain {
            draft.sku = variants[0].sku
            draft.stock = variants[0].stock
            let barcode = sheet.code(firstSold, columns.barcode)
            if !barcode.isEmpty { draft.attributes["Barcode"] = .string(barcode) }
        } else {
            draft.variants = variants
            draft.price = variants.map(\.price).min { $0.amount < $1.amount } ?? draft.price
            for row in sold where !sheet.text(row, columns.barcode).isEmpty {
                losses.note("Barcode", "a variant has no place for one", line: row.line)
            }
        }
        return DraftedProduct(
            draft: draft,
            described: described,
            line: head.line,
            variantLines: isPlain ? [] : sold.map(\.line),
            columns: sheet.columnNames([
                "slug": columns.handle, "sku": columns.sku, "name": columns.title, "description": columns.body,
                "price": columns.price, "cost": columns.cost, "weight_grams": columns.grams,
                "inventory_quantity": columns.quantity, "images": columns.image,
            ])
        )
    }

    /// Rows that only add a picture have neither price nor SKU nor option values.
    private func isVariant(_ row: CSVRow) -> Bool {
        !sheet.text(row, columns.price).isEmpty || !sheet.text(row, columns.sku).isEmpty
            || columns.options.contains { !sheet.text(row, $0.value).isEmpty }
    }

    /// A product in one form only is written as one variant with the option `Title: Default Title`, or without any.
    private func hasOptions(_ names: [String], _ sold: [CSVRow]) -> Bool {
        let used = zip(names, columns.options).filter { !$0.isEmpty && !sheet.text(sold[0], $1.value).isEmpty }
        guard used.count == 1, let (name, option) = used.first else { return !used.isEmpty }
        let values = Set(sold.map { sheet.text($0, option.value) })
        return name != "Title" || values != ["Default Title"] && !values.contains("")
    }

    /// The rows that are variants. A row that is there twice is read once.
    private func variants(
        _ rows: [CSVRow],
        _ names: [String],
        _ losses: inout LossNotes
    ) throws(ImportProblem) -> (rows: [CSVRow], variants: [VariantDraft]) {
        var found: (rows: [CSVRow], variants: [VariantDraft]) = ([], [])
        for row in rows where isVariant(row) {
            let variant = try variant(row, names, &losses)
            let twin = found.variants.firstIndex { !$0.options.isEmpty && $0.options == variant.options }
            if let twin, found.variants[twin] != variant {
                throw sheet.problem(
                    row,
                    columns.options.first?.value,
                    "gives the same variant as line \(found.rows[twin].line)"
                )
            } else if twin != nil {
                losses.note("a variant", "is in the file twice: read once", line: row.line)
            } else {
                found.rows.append(row)
                found.variants.append(variant)
            }
        }
        return found
    }

    private func variant(
        _ row: CSVRow,
        _ names: [String],
        _ losses: inout LossNotes
    ) throws(ImportProblem) -> VariantDraft {
        let price = try sheet.price(row, columns.price)
        guard columns.price == nil || price != nil else {
            throw sheet.problem(row, columns.price, "is empty; every variant has a price")
        }
        var options: [VariantDraft.Option] = []
        for (name, column) in zip(names, columns.options) {
            let value = sheet.plain(row, column.value)
            guard !name.isEmpty || value.isEmpty else {
                throw sheet.problem(
                    row,
                    column.value,
                    "is '\(value)', but the product's first row names no such option"
                )
            }
            guard !name.isEmpty else { continue }
            guard !value.isEmpty else {
                throw sheet.problem(row, column.value, "is empty; the variant needs its '\(name)'")
            }
            options.append(VariantDraft.Option(name, .string(value)))
        }
        let sku = sheet.code(row, columns.sku)
        let weight = try sheet.grams(row, columns.grams, in: .gram)
        if weight?.isRounded == true, let column = columns.grams {
            losses.note(sheet.header.names[column], "weights are kept in whole grams", line: row.line)
        }
        return VariantDraft(
            sku: sku.isEmpty ? nil : sku,
            price: price ?? .zero(sheet.currency),
            weight: weight?.grams,
            options: options,
            stock: try stock(row, &losses)
        )
    }

    /// A quantity is stock, whether a tracker is named or not; without either, stock is not counted. With a tracker alone it
    /// is counted, but how much there is, another file says.
    private func stock(_ row: CSVRow, _ losses: inout LossNotes) throws(ImportProblem) -> StockDraft {
        let tracker = sheet.text(row, columns.tracker)
        let policy = sheet.text(row, columns.policy).lowercased()
        if policy == "continue" || policy == "true" {
            losses.note("Inventory policy", "selling below zero is not possible: sales stop at 0", line: row.line)
        }
        guard let units = try sheet.wholeNumber(row, columns.quantity) else {
            guard !tracker.isEmpty else { return .unmanaged }
            if columns.quantity != nil {
                losses.note("Inventory quantity", "is empty though stock is counted: 0 units", line: row.line)
            }
            return .byWarehouse([:])
        }
        if units < 0 { losses.note("Inventory quantity", "was negative: 0 units", line: row.line) }
        if units == 0, tracker.isEmpty {
            losses.note("Inventory quantity", "is 0 though stock is not tracked: kept as sold out", line: row.line)
        }
        return .units(max(units, 0))
    }

    private func slug(_ head: CSVRow, _ losses: inout LossNotes) throws(ImportProblem) -> String {
        let handle = sheet.text(head, columns.handle)
        if let slug = try? Slug(handle) { return slug.text }
        guard let slug = Slug(from: handle) else {
            throw sheet.problem(head, columns.handle, "'\(handle)' holds no letter or digit to make an address from")
        }
        losses.note(
            "Handle",
            "an address holds small letters, digits, '-' and '_' only: it was made so",
            line: head.line
        )
        return slug.text
    }

    private func isActive(_ head: CSVRow, _ losses: inout LossNotes) throws(ImportProblem) -> Bool {
        let published = try sheet.flag(head, columns.published) ?? true
        switch sheet.text(head, columns.status).lowercased() {
        case "", "active": return published
        case "draft", "archived": return false
        case "unlisted":
            losses.note("Status", "'unlisted' is kept as inactive", line: head.line)
            return false
        case let other:
            throw sheet.problem(head, columns.status, "'\(other)' is none of active, draft, archived and unlisted")
        }
    }

    private func categories(_ head: CSVRow) -> [[String]] {
        let path = sheet.text(head, columns.category).split(separator: ">")
            .map { HTMLText.decoded(String($0)).trimmed() }.filter { !$0.isEmpty }
        let type = sheet.plain(head, columns.type)
        var found: [[String]] = []
        for category in [path, type.isEmpty ? [] : [type]] where !category.isEmpty && !found.contains(category) {
            found.append(category)
        }
        return found
    }

    private func attributes(_ head: CSVRow, _ losses: inout LossNotes) -> [String: JSONValue] {
        var kept: [String: JSONValue] = [:]
        for (name, column) in columns.facts where name != "Barcode" {
            let value = sheet.plain(head, column)
            guard !value.isEmpty else { continue }
            if AttributeText.fits(name, value) {
                kept[name] = .string(value)
            } else {
                losses.note(name, AttributeText.refusal, line: head.line)
            }
        }
        return kept
    }

    /// In the order of their positions; then the variants' own, when they are not among them.
    private func images(_ rows: [CSVRow], _ losses: inout LossNotes) throws(ImportProblem) -> [String] {
        var placed: [(position: Int64, url: String)] = []
        for row in rows {
            let url = sheet.text(row, columns.image)
            guard !url.isEmpty else { continue }
            placed.append((try sheet.wholeNumber(row, columns.imagePosition) ?? .max, url))
        }
        var images: [String] = []
        let ordered = placed.enumerated().sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
        for image in ordered.map(\.element.url) where !images.contains(image) { images.append(image) }
        for row in rows {
            let url = sheet.text(row, columns.variantImage)
            guard !url.isEmpty else { continue }
            losses.note("Variant image", "is kept with the product; which variant it shows is not", line: row.line)
            if !images.contains(url) { images.append(url) }
        }
        return images
    }

    private func cost(_ sold: [CSVRow], _ losses: inout LossNotes) throws(ImportProblem) -> Money? {
        var first: Money?
        for row in sold {
            guard let cost = try sheet.price(row, columns.cost) else { continue }
            if let first, first != cost {
                losses.note("Cost per item", "a product has one cost: that of its first variant", line: row.line)
            }
            first = first ?? cost
        }
        return first
    }
}
