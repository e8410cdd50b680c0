import TotemStore

/// A product's rows as they are before it is saved again, in the form that a draft is compared with.
struct StoredProduct {
    @dynamicMemberLookup
    struct Variant {
        let row: VariantRow
        var options: [Attribute.ID: String] = [:]

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
        let images = try tx.queryLater(
            "SELECT url FROM product_images WHERE product_id = $1 ORDER BY position",
            row.id
        ) { row in try row.get(0, as: String.self) }
        let categories = try tx.queryLater(
            "SELECT category_id FROM product_category_mappings WHERE product_id = $1",
            row.id
        ) { row in try row.get(0, as: Category.ID.self) }
        let values = try tx.queryLater(
            "SELECT attribute_id, value FROM product_attribute_values WHERE product_id = $1",
            row.id
        ) { row in (try row.get(0, as: Attribute.ID.self), try row.get(1, as: String.self)) }
        stock = Dictionary(grouping: try InventoryStore.held(row.id, in: tx), by: \.variantID)
        self.images = try images.value()
        self.categories = Set(try categories.value())
        attributes = Dictionary(try values.value()) { first, _ in first }
        variants = try Self.variants(of: row.id, in: tx)
    }

    /// Its own and its variants'.
    var skus: [String] { [row.sku] + variants.map(\.sku) }

    private static func variants(of id: Product.ID, in tx: Transaction) throws -> [Variant] {
        var variants = try VariantRow.list(of: id, in: tx).map { Variant(row: $0) }
        guard !variants.isEmpty else { return [] }
        let values = try tx.query(
            """
            SELECT held.variant_id, held.attribute_id, held.value FROM product_variants AS variant
            JOIN product_variant_attribute_values AS held ON held.variant_id = variant.id
            WHERE variant.product_id = $1
            """,
            id
        ) { row in
            (
                variant: try row.get(0, as: ProductVariant.ID.self), attribute: try row.get(1, as: Attribute.ID.self),
                value: try row.get(2, as: String.self)
            )
        }
        var options: [ProductVariant.ID: [Attribute.ID: String]] = [:]
        for held in values { options[held.variant, default: [:]][held.attribute] = held.value }
        for index in variants.indices { variants[index].options = options[variants[index].id] ?? [:] }
        return variants
    }
}
