import TotemStore

/// A product's rows as they are before it is saved again, in the form that a draft is compared with.
struct StoredProduct {
    @dynamicMemberLookup
    struct Variant {
        let row: VariantRow
        let options: [Attribute.ID: String]

        var id: ProductVariant.ID { row.id }

        subscript<Value>(dynamicMember column: KeyPath<VariantRow, Value>) -> Value { row[keyPath: column] }
        subscript<Value>(dynamicMember column: KeyPath<VariantColumns, Value>) -> Value { row[dynamicMember: column] }
    }

    let row: ProductRow
    /// By variant; nil for the product itself. Held: the stock stands still from here to the end of the transaction.
    let stock: [ProductVariant.ID?: [StockRow]]
    let images: [String]
    let categories: Set<Category.ID>
    let attributes: [Attribute.ID: String]
    let variants: [Variant]

    /// Those of the rows, in their order, with as many statements as one.
    static func list(_ rows: [ProductRow], in tx: Transaction) throws -> [StoredProduct] {
        guard !rows.isEmpty else { return [] }
        let ids = SQLList(rows.map(\.id))
        // Before the variants are read: while it is held, no order changes their sums.
        let stock = try InventoryStore.held(ids, in: tx)
        let (images, categories, values, variants, options) = try tx.together { batch in
            (
                try batch.query(
                    "SELECT product_id, url FROM product_images WHERE product_id = ANY($1) ORDER BY product_id, position",
                    ids
                ) { row in (product: try row.get(0, as: Product.ID.self), url: try row.get(1, as: String.self)) },
                try batch.query(
                    "SELECT product_id, category_id FROM product_category_mappings WHERE product_id = ANY($1)",
                    ids
                ) { row in (product: try row.get(0, as: Product.ID.self), id: try row.get(1, as: Category.ID.self)) },
                try Self.attributes(of: ids, in: batch),
                try VariantRow.list(ofProducts: ids, in: batch),
                try Self.options(of: ids, in: batch)
            )
        }
        let parts = (
            images: Dictionary(grouping: images, by: \.product),
            categories: Dictionary(grouping: categories, by: \.product),
            values: Dictionary(grouping: values, by: \.product),
            variants: Dictionary(grouping: Self.variants(variants, options), by: \.row.product)
        )
        return rows.map { row in
            StoredProduct(
                row: row,
                stock: Dictionary(grouping: stock[row.id] ?? [], by: \.variantID),
                images: parts.images[row.id]?.map(\.url) ?? [],
                categories: Set(parts.categories[row.id]?.map(\.id) ?? []),
                attributes: Dictionary(parts.values[row.id]?.map { ($0.attribute, $0.value) } ?? []) { first, _ in first
                },
                variants: parts.variants[row.id] ?? []
            )
        }
    }

    /// Its own and its variants'.
    var skus: [String] { [row.sku] + variants.map(\.sku) }

    private typealias Option = (variant: ProductVariant.ID, attribute: Attribute.ID, value: String)

    private typealias Value = (product: Product.ID, attribute: Attribute.ID, value: String)

    private static func attributes(of ids: SQLList, in batch: Batch) throws -> Queued<[Value]> {
        try batch.query(
            "SELECT product_id, attribute_id, value FROM product_attribute_values WHERE product_id = ANY($1)",
            ids
        ) { row in (try row.get(0), try row.get(1), try row.get(2)) }
    }

    private static func options(of ids: SQLList, in batch: Batch) throws -> Queued<[Option]> {
        try batch.query(
            """
            SELECT held.variant_id, held.attribute_id, held.value FROM product_variants AS variant
            JOIN product_variant_attribute_values AS held ON held.variant_id = variant.id
            WHERE variant.product_id = ANY($1)
            """,
            ids
        ) { row in (try row.get(0), try row.get(1), try row.get(2)) }
    }

    private static func variants(_ rows: [VariantRow], _ held: [Option]) -> [Variant] {
        var options: [ProductVariant.ID: [Attribute.ID: String]] = [:]
        for held in held { options[held.variant, default: [:]][held.attribute] = held.value }
        return rows.map { row in Variant(row: row, options: options[row.id] ?? [:]) }
    }
}

/// A product as it is, whose stock stands still, in the forms that a change is made of and compared with.
struct HeldProduct {
    let stored: StoredProduct
    let draft: ProductDraft
}
