import TotemKernel

/// Shopify's inventory export: how much of each variant is at which location. Locations become warehouses.
///
/// It has been written in two ways: a row for each location, with what is available there, and one row with a column for
/// each location.
struct InventoryDialect: Dialect {
    let sheet: Sheet
    let leftovers: [Leftover]
    let needsHead = false
    let sharedSKUs = SharedSKUs.renamed
    /// Variants are known by their options: a SKU may be that of several.
    let skuColumn: Int? = nil
    private let handle: Int?
    private let title: Int?
    private let options: [(name: Int, value: Int)]
    private let sku: Int?
    private let location: Int?
    private let available: Int?
    private let onHand: Int?
    private let newOnHand: Int?
    /// By location, where each has a column.
    private let locations: [(name: String, index: Int)]

    init(_ sheet: Sheet) throws(ImportProblem) {
        self.sheet = sheet
        var claims = ColumnClaims(sheet.header)
        handle = claims.claim("Handle", "URL handle")
        title = claims.claim("Title")
        options = (1...3).compactMap { number in
            guard let name = claims.claim("Option\(number) Name"), let value = claims.claim("Option\(number) Value")
            else { return nil }
            return (name, value)
        }
        sku = claims.claim("SKU", "Variant SKU")
        location = claims.claim("Location")
        available = claims.claim("Available (not editable)", "Available")
        onHand = claims.claim("On hand (current)", "On hand")
        newOnHand = claims.claim("On hand (new)")
        // What else the export has; it says nothing about what can be sold.
        for name in ["HS Code", "COO", "Bin name", "Barcode", "Vendor", "Incoming", "Unavailable", "Committed"] {
            _ = claims.claim(name)
            _ = claims.claim(name + " (not editable)")
        }
        let others = claims.leftovers(neutral: [:])
        locations = location == nil ? others.map { ($0.name, $0.index) }.filter { !$0.0.isEmpty } : []
        leftovers = location == nil ? [] : others
        guard handle != nil, !locations.isEmpty || available != nil || onHand != nil else {
            throw ImportProblem(
                file: sheet.file,
                line: 1,
                "has no column of quantities: neither 'Location' and 'Available' (or 'On hand'), nor one for each location"
            )
        }
    }

    func place(of row: CSVRow) throws(ImportProblem) -> RowPlace {
        let handle = sheet.text(row, handle)
        guard !handle.isEmpty else {
            throw sheet.problem(row, self.handle, "is empty; every row names the product that it belongs to")
        }
        return .member(of: handle)
    }

    func orphan(_ row: CSVRow) -> ImportProblem { sheet.problem(row, handle, "names no product") }

    func product(from rows: [CSVRow], noting losses: inout LossNotes) throws(ImportProblem) -> DraftedProduct {
        let head = rows[0]
        var variants: [VariantDraft] = []
        var lines: [Int] = []
        for row in rows {
            noteLeftovers(of: row, in: &losses)
            let (chosen, units) = (options(of: row), try units(in: row, &losses))
            if let place = variants.firstIndex(where: { $0.options == chosen }) {
                guard case .byWarehouse(let others) = variants[place].stock else { continue }
                variants[place].stock = .byWarehouse(others.merging(units, uniquingKeysWith: StockDraft.sum))
            } else {
                let zero = Money.zero(sheet.currency)
                variants.append(VariantDraft(price: zero, options: chosen, stock: .byWarehouse(units)))
                lines.append(row.line)
            }
        }
        let text = sheet.text(head, handle)
        guard let slug = (try? Slug(text)) ?? Slug(from: text) else {
            throw sheet.problem(head, handle, "'\(text)' holds no letter or digit to make an address from")
        }
        var draft = ProductDraft(slug: slug.text, name: sheet.plain(head, title), price: .zero(sheet.currency))
        let isPlain = variants.count == 1 && variants[0].options.isEmpty
        if isPlain { draft.stock = variants[0].stock } else { draft.variants = variants }
        var described = DraftedProduct.Description([(.stock, [handle])], rows: [(.stock, [handle])])
        described.isStockOnly = true
        return DraftedProduct(
            draft: draft,
            described: described,
            line: head.line,
            variantLines: isPlain ? [] : lines,
            columns: sheet.columnNames(["slug": handle, "sku": options.first?.value ?? sku])
        )
    }

    /// None for a product in one form only: `Title: Default Title`.
    private func options(of row: CSVRow) -> [VariantDraft.Option] {
        let options = options.map { (name: sheet.plain(row, $0.name), value: sheet.plain(row, $0.value)) }
            .filter { !$0.name.isEmpty && !$0.value.isEmpty }
        guard options.count != 1 || options[0] != ("Title", "Default Title") else { return [] }
        return options.map { VariantDraft.Option($0.name, .string($0.value)) }
    }

    /// What can be sold, by location. Where a thing is never stocked, the cell says so.
    private func units(in row: CSVRow, _ losses: inout LossNotes) throws(ImportProblem) -> [String: Int64] {
        guard location != nil else {
            var units: [String: Int64] = [:]
            for location in locations { units[location.name] = try count(row, location.index, &losses) }
            return units
        }
        let name = sheet.plain(row, location)
        guard !name.isEmpty else { throw sheet.problem(row, location, "is empty; every row names its location") }
        guard let units = try available(row, &losses) else { return [:] }
        return [name: units]
    }

    /// A new count of what is on hand changes what is available by as much.
    private func available(_ row: CSVRow, _ losses: inout LossNotes) throws(ImportProblem) -> Int64? {
        let (free, present) = (try count(row, available, &losses), try count(row, onHand, &losses))
        guard let new = try count(row, newOnHand, &losses) else { return free ?? present }
        guard let free, let present else { return new }
        return max(0, free + new - present)
    }

    private func count(_ row: CSVRow, _ column: Int?, _ losses: inout LossNotes) throws(ImportProblem) -> Int64? {
        guard sheet.text(row, column).lowercased() != "not stocked" else { return nil }
        guard let count = try sheet.wholeNumber(row, column) else { return nil }
        if count < 0, let column { losses.note(sheet.header.names[column], "was negative: 0 units", line: row.line) }
        return max(count, 0)
    }
}
