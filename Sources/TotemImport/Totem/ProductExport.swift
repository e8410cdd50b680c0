public import TotemKernel
public import TotemStore

/// The store's catalogue in the project's own format: importing the lines again gives the same products.
public struct ProductExport {
    private static let ownColumns = [
        "slug", "name", "description", "categories", "is_active", "images", "sku", "price", "cost", "weight_grams",
        "dimensions", "product_sku", "product_price", "product_weight_grams",
    ]

    private let attributes: [Attribute]
    private let options: [Attribute]
    /// Those whose stock is on sale, and behind them those that are switched off.
    private let warehouses: [(name: String, isActive: Bool)]
    private let columns: ExportedColumns

    /// Finds out which columns the file needs. They stand by name: equal catalogues make equal files. Those of plugins come last.
    public init(in tx: Transaction, for context: RequestContext) throws {
        let used = try AttributeStore.inUse(in: tx)
        attributes = used.ofProducts.sorted { $0.name < $1.name }
        options = used.ofVariants.sorted { $0.name < $1.name }
        let known = try tx.everything { page in try WarehouseStore.list(page, in: tx) }.sorted { $0.name < $1.name }
        // Stock may be counted before there is any place for it.
        warehouses =
            known.isEmpty
            ? [(try WarehouseStore.standardName(in: tx), true)]
            : (known.filter(\.isActive) + known.filter { !$0.isActive }).map { ($0.name, $0.isActive) }
        columns = ExportedColumns(
            .products,
            Self.ownColumns + TextColumn.all.flatMap { [$0.name, $0.ownName] }
                + attributes.map { TotemText.column("attribute", $0) }
                + options.map { TotemText.column("option", $0) }
                + warehouses.map(TotemText.column(ofWarehouse:isActive:)),
            for: context
        )
    }

    /// The first line.
    public var header: String { CSVText.line(columns.titles) }

    /// The lines of products: one for each variant, the first of a product's describes it.
    public func lines(of products: [Product], in tx: Transaction) throws -> String {
        let rows = try zip(products, ProductStore.drafts(of: products, in: tx)).flatMap { product, draft in
            try cells(of: draft).map { FileRow(id: product.id.value, cells: $0) }
        }
        return try columns.completed(rows, in: tx).map(CSVText.line).joined()
    }

    private func cells(of draft: ProductDraft) throws -> [[String]] {
        guard !draft.variants.isEmpty else {
            return [try cells(draft, nil, isFirst: true, stock: draft.stock)]
        }
        return try draft.variants.enumerated().map { index, variant in
            try cells(draft, variant, isFirst: index == 0, stock: variant.stock)
        }
    }

    private func cells(
        _ draft: ProductDraft,
        _ variant: VariantDraft?,
        isFirst: Bool,
        stock: StockDraft
    ) throws -> [String] {
        var fields = isFirst ? try description(of: draft) : [draft.slug ?? "", "", "", "", "", ""]
        let isVariant = variant != nil
        let weight = isVariant ? variant?.weight : draft.weight
        fields += [variant?.sku ?? draft.sku ?? "", (variant?.price ?? draft.price).decimal]
        fields += [isFirst ? draft.cost?.decimal ?? "" : "", weight.map(String.init) ?? ""]
        fields.append(isFirst ? draft.dimensions?.text() ?? "" : "")
        fields +=
            isFirst && isVariant ? [draft.sku ?? "", draft.price.decimal, String(draft.weight)] : ["", "", ""]
        fields += TextColumn.all.flatMap { column in
            [
                variant.map(column.ofVariant.get) ?? column.ofProduct.get(draft),
                isFirst && isVariant ? column.ofProduct.get(draft) : "",
            ]
        }
        fields += attributes.map { isFirst ? TotemText.text(of: draft.attributes[$0.name]) : "" }
        fields += options.map { option in optionText(option, variant, draft) }
        return fields + units(stock)
    }

    /// Stock that is counted but lies nowhere is 0 in some warehouse: with all of them empty it would not be counted.
    private func units(_ stock: StockDraft) -> [String] {
        guard case .byWarehouse(let units) = stock else { return warehouses.map { _ in "" } }
        return warehouses.enumerated().map { index, warehouse in
            units[warehouse.name].map(String.init) ?? (units.isEmpty && index == 0 ? "0" : "")
        }
    }

    private func description(of draft: ProductDraft) throws -> [String] {
        [
            draft.slug ?? "", draft.name, draft.description, TotemText.text(ofCategories: draft.categories),
            draft.isActive ? "true" : "false", TotemText.text(ofImages: draft.images),
        ]
    }

    private func optionText(_ option: Attribute, _ variant: VariantDraft?, _ draft: ProductDraft) -> String {
        guard let variant else { return "" }
        if let chosen = variant.options.first(where: { $0.name == option.name }) {
            return TotemText.cell(ofOption: TotemText.text(of: chosen.value))
        }
        let isUsed = draft.variants.contains { $0.options.contains { $0.name == option.name } }
        return isUsed ? TotemText.noValue : ""
    }
}
