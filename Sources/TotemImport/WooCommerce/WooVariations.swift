import TotemKernel

/// The variations of one product. They inherit what they do not say themselves.
struct WooVariations {
    private(set) var lines: [Int] = []
    /// Those that have no price.
    private(set) var unpriced: [VariantDraft] = []
    private var variants: [VariantDraft] = []
    private var images: [String] = []
    /// Attributes of which every variation names a value: they are options, and no attributes of the product.
    private var options: Set<String> = []

    init(
        _ dialect: WooDialect,
        _ head: CSVRow,
        _ rows: [CSVRow],
        _ shared: StockDraft,
        _ losses: inout LossNotes
    ) throws(ImportProblem) {
        let sheet = dialect.sheet
        let columns = dialect.columns
        var ranked: [(position: Int64, row: CSVRow)] = []
        for row in rows { ranked.append((try sheet.wholeNumber(row, columns.position) ?? 0, row)) }
        let ordered = ranked.enumerated().sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
        let isDraft = try dialect.state(of: head) == .draft
        var undivided: StockDraft? = shared == .unmanaged ? nil : shared
        for row in ordered.map(\.element.row) {
            // The variations of a draft are exported as drafts, all of them: which are switched off is not said.
            let state = try dialect.state(of: row)
            guard state == .published || isDraft && state == .draft else {
                losses.note("Published", "a variation that is switched off is not imported", line: row.line)
                continue
            }
            let price = try dialect.sellingPrice(row, &losses)
            let sku = sheet.code(row, columns.sku)
            var variant = VariantDraft(
                sku: sku.isEmpty ? nil : sku,
                price: price ?? .zero(sheet.currency),
                options: Self.options(dialect, head, row, &losses),
                stock: .unmanaged
            )
            guard price != nil || columns.price == nil else {
                losses.note(
                    "Regular price",
                    "a variation without a price can't be sold: it is not imported, and stays as it is where the store has it",
                    line: row.line
                )
                unpriced.append(variant)
                continue
            }
            variant.weight = try dialect.weight(row, &losses)
            variant.stock = try Self.stock(dialect, row, &undivided, &losses)
            variants.append(variant)
            lines.append(row.line)
            images += dialect.images(row)
            Self.noteLosses(dialect, row, &losses)
        }
        options = Set(variants.first?.options.map(\.name) ?? [])
        for variant in variants { options.formIntersection(variant.options.map(\.name)) }
        nameBareVariants()
        try refuseTwins(dialect, rows)
    }

    /// A file that has none of a product's variations says nothing about them; one without columns of attributes does not say
    /// which there are, nor what tells them apart.
    func apply(to draft: inout ProductDraft, _ described: inout DraftedProduct.Description, hasAttributes: Bool) {
        if variants.isEmpty || !hasAttributes { described.fields.subtract([.options, .price]) }
        if !unpriced.isEmpty { described.fields.remove(.price) }
        // What stands with the product is the price of none of them.
        if variants.isEmpty { described.ofRows.remove(.price) }
        if hasAttributes { described.attributes.formUnion(options) }
        draft.variants = variants
        draft.price = variants.map(\.price).min { $0.amount < $1.amount } ?? draft.price
        for option in options { draft.attributes[option] = nil }
        for image in images where !draft.images.contains(image) { draft.images.append(image) }
        if !variants.isEmpty { draft.stock = .unmanaged }
    }

    /// An empty value stands for any of the product's values.
    private static func options(
        _ dialect: WooDialect,
        _ head: CSVRow,
        _ row: CSVRow,
        _ losses: inout LossNotes
    ) -> [VariantDraft.Option] {
        var options: [VariantDraft.Option] = []
        for attribute in dialect.columns.attributes {
            let name = dialect.sheet.plain(row, attribute.name)
            guard !name.isEmpty else { continue }
            let value = HTMLText.decoded(dialect.sheet.text(row, attribute.values).replacing("\\,", with: ","))
            if value.isEmpty {
                losses.note(
                    name,
                    "a variation for any value is kept as one variant without this option",
                    line: row.line
                )
            } else {
                options.append(VariantDraft.Option(name, .string(value)))
            }
        }
        return options
    }

    /// Stock that the variations share goes to the first of them, so that no unit is sold twice.
    private static func stock(
        _ dialect: WooDialect,
        _ row: CSVRow,
        _ undivided: inout StockDraft?,
        _ losses: inout LossNotes
    ) throws(ImportProblem) -> StockDraft {
        let own = try dialect.stock(row, &losses)
        guard own == .unmanaged, let shared = undivided else { return own }
        losses.note("Stock", "is shared by the variations of a product: the first one has all of it", line: row.line)
        undivided = .units(0)
        return shared
    }

    /// A variation for any value of every option still needs something to be chosen by.
    private mutating func nameBareVariants() {
        for index in variants.indices where variants[index].options.isEmpty {
            variants[index].options = [
                VariantDraft.Option("Variation", .string(variants.count == 1 ? "Any" : "\(index + 1)"))
            ]
        }
    }

    private func refuseTwins(_ dialect: WooDialect, _ rows: [CSVRow]) throws(ImportProblem) {
        var seen: [[VariantDraft.Option]: Int] = [:]
        for (variant, line) in zip(variants, lines) {
            guard let other = seen.updateValue(line, forKey: variant.options) else { continue }
            guard let row = rows.first(where: { $0.line == line }) else { continue }
            throw dialect.sheet.problem(
                row,
                dialect.columns.attributes.first?.values,
                "gives the same variant as line \(other)"
            )
        }
    }

    private static func noteLosses(_ dialect: WooDialect, _ row: CSVRow, _ losses: inout LossNotes) {
        let columns = dialect.columns
        let unkept =
            [columns.description, columns.shortDescription, columns.barcode, columns.cost]
            + columns.measures.map(\.index)
        for column in unkept.compactMap({ $0 }) where !dialect.sheet.text(row, column).isEmpty {
            losses.note(dialect.sheet.header.names[column], "a variant has none of its own", line: row.line)
        }
    }
}
