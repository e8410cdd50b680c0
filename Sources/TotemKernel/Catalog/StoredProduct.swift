import TotemStore

/// A product's rows as they are before it is saved again, in the form that a draft is compared with.
struct StoredProduct {
    struct Variant {
        let id: ProductVariant.ID
        let sku: String
        let price: Int64
        let weight: Int64?
        let managesStock: Bool
        let sellable: Int64
        let position: Int
        var options: [Attribute.ID: String] = [:]
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
        var variants = try tx.query(
            """
            SELECT id, sku, price, weight, manages_stock, inventory_quantity, position FROM product_variants
            WHERE product_id = $1 ORDER BY position, id
            """,
            id
        ) { row in
            Variant(
                id: try row.get(0),
                sku: try row.get(1),
                price: try row.get(2),
                weight: try row.get(3),
                managesStock: try row.get(4),
                sellable: try row.get(5),
                position: try row.get(6)
            )
        }
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
