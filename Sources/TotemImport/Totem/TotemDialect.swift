import TotemKernel

/// The project's own format: one row for each variant, the rows of one slug are one product, the first one describes it.
/// `examples/catalogue/README.md` is its manual.
struct TotemDialect: Dialect {
    let sheet: Sheet
    let leftovers: [Leftover]
    let needsHead = false
    let sharedSKUs = SharedSKUs.refused
    var skuColumn: Int? { sku }
    private let described: DraftedProduct.Description
    private let slug: Int?
    private let name: Int?
    private let description: Int?
    private let categories: Int?
    private let isActive: Int?
    private let images: Int?
    private let sku: Int?
    private let price: Int?
    private let cost: Int?
    private let weight: Int?
    private let dimensions: Int?
    private let ownSKU: Int?
    private let ownPrice: Int?
    private let ownWeight: Int?
    private let texts: [TextColumnPlace]
    private let attributes: [ValueColumn]
    private let options: [ValueColumn]
    private let warehouses: [(rest: String, index: Int)]
    let warehousesOff: [String]

    init(_ sheet: Sheet) throws(ImportProblem) {
        self.sheet = sheet
        var claims = ColumnClaims(sheet.header)
        slug = claims.claim("slug")
        name = claims.claim("name")
        description = claims.claim("description")
        categories = claims.claim("categories")
        isActive = claims.claim("is_active")
        images = claims.claim("images")
        sku = claims.claim("sku")
        price = claims.claim("price")
        cost = claims.claim("cost")
        weight = claims.claim("weight_grams")
        dimensions = claims.claim("dimensions")
        ownSKU = claims.claim("product_sku")
        ownPrice = claims.claim("product_price")
        ownWeight = claims.claim("product_weight_grams")
        texts = TextColumn.all.compactMap { TextColumnPlace($0, &claims) }
        attributes = try ValueColumn.claim("attribute", sheet, &claims)
        options = try ValueColumn.claim("option", sheet, &claims)
        let on = claims.claim(beginning: TotemText.stock)
        let off = claims.claim(beginning: TotemText.stockOff)
        try Self.refuseTwice(on, off, sheet)
        warehouses = on + off
        warehousesOff = off.map(\.rest)
        leftovers = claims.leftovers(neutral: [:])
        let stock = warehouses.map(\.index)
        var described = DraftedProduct.Description(
            [
                (.name, [name]), (.description, [description]), (.cost, [cost]), (.dimensions, [dimensions]),
                (.isActive, [isActive]), (.categories, [categories]), (.images, [images]), (.stock, stock),
                (.options, options.map(\.index)),
            ],
            rows: [(.price, [price]), (.weight, [weight]), (.stock, stock)]
        )
        described.attributes = Set(attributes.map(\.name))
        described.texts = DraftedProduct.Description.Texts(texts)
        self.described = described
        guard slug != nil || sku != nil else {
            throw ImportProblem(
                file: sheet.file,
                line: 1,
                "needs a column 'slug' or 'sku', which says what a row is about"
            )
        }
    }

    func place(of row: CSVRow) throws(ImportProblem) -> RowPlace {
        let text = sheet.text(row, slug)
        guard text.isEmpty else { return .member(of: text) }
        let sku = sheet.text(row, sku)
        guard !sku.isEmpty else {
            throw sheet.problem(row, slug ?? self.sku, "is empty; every row names its product's slug, or a SKU")
        }
        // No slug has a space in it.
        return .member(of: "SKU \(sku)")
    }

    func orphan(_ row: CSVRow) -> ImportProblem { sheet.problem(row, slug, "names no product") }

    func product(from rows: [CSVRow], noting losses: inout LossNotes) throws(ImportProblem) -> DraftedProduct {
        for row in rows { noteLeftovers(of: row, in: &losses) }
        let head = rows[0]
        for row in rows.dropFirst() { try refuseDescription(row, head) }
        // A variant without options is told from a product by the product's own SKU, which only exports have.
        let hasOptions = !options.allSatisfy { head.isEmpty($0.index) } || !sheet.text(head, ownSKU).isEmpty
        let isPlain = !hasOptions && rows.count == 1
        var variants: [VariantDraft] = []
        for row in rows { variants.append(try variant(row, head)) }
        try refuseTwins(variants, rows)
        var draft = try description(of: head, variants)
        for text in texts { text.read(head, into: &draft, isPlain: isPlain, from: sheet) }
        if isPlain {
            draft.sku = variants[0].sku
            draft.stock = variants[0].stock
        } else {
            let own = sheet.text(head, ownSKU)
            draft.sku = own.isEmpty ? nil : own
            draft.variants = variants
        }
        var described = described
        if hasOptions { described.fields.insert(.options) }
        // Several rows without options can only be variants that the store knows by their SKUs.
        if !hasOptions, !isPlain { described.fields.remove(.options) }
        // A product's own price or weight is in its own cell; when that is empty, it is made from the rows.
        let numbers: [(DraftedProduct.Description.Field, Int?, Int?)] = [
            (.price, ownPrice, price), (.weight, ownWeight, weight),
        ]
        for (field, own, row) in numbers {
            let isMade = row != nil && (isPlain || hasOptions && own != nil)
            if isMade || !sheet.text(head, own).isEmpty { described.fields.insert(field) }
        }
        return DraftedProduct(
            draft: draft,
            described: described,
            line: head.line,
            variantLines: isPlain ? [] : rows.map(\.line),
            columns: sheet.columnNames([
                "slug": slug, "sku": sku, "name": name, "description": self.description, "price": price, "cost": cost,
                "weight_grams": weight, "images": images, "categories": categories, "dimensions": dimensions,
            ])
        )
    }

    private func description(of head: CSVRow, _ variants: [VariantDraft]) throws(ImportProblem) -> ProductDraft {
        let lowest = variants.map(\.price).min { $0.amount < $1.amount }
        var draft = ProductDraft(
            slug: try checkedSlug(head),
            name: sheet.text(head, name),
            description: sheet.long(head, description),
            price: try sheet.price(head, ownPrice) ?? lowest ?? .zero(sheet.currency),
            cost: try sheet.price(head, cost),
            weight: try grams(head, ownWeight) ?? variants[0].weight ?? 0,
            dimensions: try dimensions(of: head),
            isActive: try sheet.flag(head, isActive) ?? true
        )
        guard name == nil || !draft.name.isEmpty else {
            throw sheet.problem(head, name, "is empty; the first row of a product has its name")
        }
        draft.categories = TotemText.categories(sheet.text(head, categories))
        draft.images = sheet.text(head, images).split(whereSeparator: \.isWhitespace).map(String.init)
        for attribute in attributes {
            draft.attributes[attribute.name] = try value(sheet.text(head, attribute.index), head, attribute)
        }
        return draft
    }

    /// - Throws: ``ImportProblem`` for a warehouse with a column as one that is on and another as one that is off.
    private static func refuseTwice(
        _ on: [(rest: String, index: Int)],
        _ off: [(rest: String, index: Int)],
        _ sheet: Sheet
    ) throws(ImportProblem) {
        for column in off {
            guard let other = on.first(where: { $0.rest == column.rest }) else { continue }
            throw ImportProblem(
                file: sheet.file,
                line: 1,
                column: sheet.header.names[column.index],
                "is about the same warehouse as the column '\(sheet.header.names[other.index])'; put all its units into one "
                    + "of them and leave the other out"
            )
        }
    }

    /// Nil for a row that is known by its SKU.
    private func checkedSlug(_ head: CSVRow) throws(ImportProblem) -> String? {
        let text = sheet.text(head, slug)
        guard !text.isEmpty else { return nil }
        do {
            return try Slug(text).text
        } catch {
            throw sheet.problem(head, slug, error.fields.first?.message ?? error.detail)
        }
    }

    private func variant(_ row: CSVRow, _ head: CSVRow) throws(ImportProblem) -> VariantDraft {
        let given = try sheet.price(row, price)
        guard price == nil || given != nil else {
            throw sheet.problem(row, price, "is empty; every row has a price")
        }
        var chosen: [VariantDraft.Option] = []
        for option in options {
            let value = sheet.text(row, option.index)
            guard value.isEmpty == sheet.text(head, option.index).isEmpty else {
                throw sheet.problem(row, option.index, "must be given in every row of the product, or in none")
            }
            guard let value = TotemText.option(value), let value = try self.value(value, row, option) else { continue }
            chosen.append(VariantDraft.Option(option.name, value))
        }
        let own = sheet.text(row, sku)
        var variant = VariantDraft(
            sku: own.isEmpty ? nil : own,
            price: given ?? .zero(sheet.currency),
            weight: try grams(row, weight),
            options: chosen,
            stock: try stock(row)
        )
        for text in texts { text.read(row, into: &variant, from: sheet) }
        return variant
    }

    private func value(
        _ text: String,
        _ row: CSVRow,
        _ column: ValueColumn
    ) throws(ImportProblem) -> JSONValue? {
        guard !text.isEmpty else { return nil }
        guard let value = TotemText.value(text, as: column.kind) else {
            throw sheet.problem(row, column.index, "'\(text)' is no \(column.kind.rawValue)")
        }
        return value
    }

    private func grams(_ row: CSVRow, _ column: Int?) throws(ImportProblem) -> Int64? {
        let grams = try sheet.wholeNumber(row, column)
        guard grams ?? 0 >= 0 else { throw sheet.problem(row, column, "is negative; write grams, 0 or more") }
        return grams
    }

    private func dimensions(of head: CSVRow) throws(ImportProblem) -> JSONValue? {
        let text = sheet.text(head, dimensions)
        guard !text.isEmpty else { return nil }
        guard let value = TotemText.dimensions(text) else {
            throw sheet.problem(head, dimensions, "is no JSON object such as {\"length\": 10, \"unit\": \"cm\"}")
        }
        return value
    }

    private func stock(_ row: CSVRow) throws(ImportProblem) -> StockDraft {
        var units: [String: Int64] = [:]
        for warehouse in warehouses {
            guard let count = try sheet.wholeNumber(row, warehouse.index) else { continue }
            guard count >= 0 else { throw sheet.problem(row, warehouse.index, "is negative; stock is 0 or more") }
            units[warehouse.rest] = count
        }
        return units.isEmpty ? .unmanaged : .byWarehouse(units)
    }

    /// Variants with the same options are told apart by their SKUs, so each of them needs one.
    private func refuseTwins(_ variants: [VariantDraft], _ rows: [CSVRow]) throws(ImportProblem) {
        var seen: [[VariantDraft.Option]: (row: CSVRow, hasSKU: Bool)] = [:]
        for (variant, row) in zip(variants, rows) where !variant.options.isEmpty {
            let hasSKU = variant.sku != nil
            guard let other = seen.updateValue((row, hasSKU), forKey: variant.options), !(hasSKU && other.hasSKU) else {
                continue
            }
            throw sheet.problem(
                row,
                options.first?.index,
                "gives the same variant as line \(other.row.line); two with the same options need a SKU each"
            )
        }
    }

    /// Later rows leave the product's own columns empty, or repeat the first row's.
    private func refuseDescription(_ row: CSVRow, _ head: CSVRow) throws(ImportProblem) {
        let own =
            [name, description, categories, isActive, images, cost, dimensions, ownSKU, ownPrice, ownWeight]
            .compactMap(\.self) + texts.compactMap(\.own) + attributes.map(\.index)
        for column in own {
            let text = sheet.text(row, column)
            guard text.isEmpty || text == sheet.text(head, column) else {
                throw sheet.problem(
                    row,
                    column,
                    "differs from line \(head.line); a product is described in its first row"
                )
            }
        }
    }
}
