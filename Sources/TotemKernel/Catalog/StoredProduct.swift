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

    init(_ row: ProductRow, in tx: Transaction) throws {
        self.row = row
        // Before the variants are read: while it is held, no order changes their sums.
        stock = Dictionary(grouping: try InventoryStore.held(row.id, in: tx), by: \.variantID)
        let (images, categories, values, variants, options) = try tx.together { batch in
            (
                try batch.query(
                    "SELECT url FROM product_images WHERE product_id = $1 ORDER BY position",
                    row.id
                ) { row in try row.get(0, as: String.self) },
                try batch.query(
                    "SELECT category_id FROM product_category_mappings WHERE product_id = $1",
                    row.id
                ) { row in try row.get(0, as: Category.ID.self) },
                try batch.query(
                    "SELECT attribute_id, value FROM product_attribute_values WHERE product_id = $1",
                    row.id
                ) { row in (try row.get(0, as: Attribute.ID.self), try row.get(1, as: String.self)) },
                try VariantRow.list(ofProducts: SQLList([row.id]), in: batch),
                try Self.options(of: row.id, in: batch)
            )
        }
        self.images = images
        self.categories = Set(categories)
        attributes = Dictionary(values) { first, _ in first }
        self.variants = Self.variants(variants, options)
    }

    /// Its own and its variants'.
    var skus: [String] { [row.sku] + variants.map(\.sku) }

    private typealias Option = (variant: ProductVariant.ID, attribute: Attribute.ID, value: String)

    private static func options(of id: Product.ID, in batch: Batch) throws -> Queued<[Option]> {
        try batch.query(
            """
            SELECT held.variant_id, held.attribute_id, held.value FROM product_variants AS variant
            JOIN product_variant_attribute_values AS held ON held.variant_id = variant.id
            WHERE variant.product_id = $1
            """,
            id
        ) { row in (try row.get(0), try row.get(1), try row.get(2)) }
    }

    private static func variants(_ rows: [VariantRow], _ held: [Option]) -> [Variant] {
        var options: [ProductVariant.ID: [Attribute.ID: String]] = [:]
        for held in held { options[held.variant, default: [:]][held.attribute] = held.value }
        return rows.map { row in Variant(row: row, options: options[row.id] ?? [:]) }
    }
}
