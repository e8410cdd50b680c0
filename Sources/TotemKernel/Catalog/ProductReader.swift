import TotemStore

/// Puts a product together from its rows.
enum ProductReader {
    static func product(_ row: ProductRow, in tx: Transaction) throws -> Product {
        let variants = try variants(of: row, in: tx)
        return Product(
            id: row.id,
            slug: row.slug,
            sku: row.sku,
            name: row.name,
            description: row.description,
            price: Money(row.price, row.currency),
            cost: row.cost.map { Money($0, row.currency) },
            weight: row.weight,
            dimensions: try row.dimensions.map { try JSONValue(text: $0) },
            isActive: row.isActive,
            categories: try categories(of: row.id, in: tx),
            attributes: try attributes(of: row.id, in: tx),
            images: try images(of: row.id, in: tx),
            variants: variants,
            inventoryQuantity: try inventoryQuantity(of: row, variants, in: tx),
            version: row.version,
            createdAt: row.createdAt,
            updatedAt: row.updatedAt
        )
    }

    static func images(of id: Product.ID, in tx: Transaction) throws -> [String] {
        try tx.query("SELECT url FROM product_images WHERE product_id = $1 ORDER BY position", id) { row in
            try row.get(0)
        }
    }

    private static func categories(of id: Product.ID, in tx: Transaction) throws -> [CategoryReference] {
        try tx.query(
            """
            SELECT category.id, category.name, category.slug FROM product_category_mappings AS mapping
            JOIN product_categories AS category ON category.id = mapping.category_id
            WHERE mapping.product_id = $1 ORDER BY mapping.category_id
            """,
            id
        ) { row in CategoryReference(id: try row.get(0), name: try row.get(1), slug: try row.get(2)) }
    }

    private static func attributes(of id: Product.ID, in tx: Transaction) throws -> [String: JSONValue] {
        let values = try tx.query(
            """
            SELECT attribute.id, attribute.name, attribute.type, held.value
            FROM product_attribute_values AS held
            JOIN product_attributes AS attribute ON attribute.id = held.attribute_id
            WHERE held.product_id = $1
            """,
            id
        ) { row in try value(row) }
        return Dictionary(values) { first, _ in first }
    }

    private static func variants(of product: ProductRow, in tx: Transaction) throws -> [ProductVariant] {
        let options = try options(of: product.id, in: tx)
        return try tx.query(
            """
            SELECT id, sku, price, weight, manages_stock, inventory_quantity FROM product_variants
            WHERE product_id = $1 ORDER BY position, id
            """,
            product.id
        ) { row in
            let id: ProductVariant.ID = try row.get(0)
            let managesStock: Bool = try row.get(4)
            return ProductVariant(
                id: id,
                sku: try row.get(1),
                price: Money(try row.get(2), product.currency),
                weight: try row.get(3),
                attributes: options[id] ?? [:],
                inventoryQuantity: managesStock ? try row.get(5) : nil
            )
        }
    }

    /// Of all variants of a product at once.
    private static func options(
        of id: Product.ID,
        in tx: Transaction
    ) throws -> [ProductVariant.ID: [String: JSONValue]] {
        var options: [ProductVariant.ID: [String: JSONValue]] = [:]
        let values = try tx.query(
            """
            SELECT attribute.id, attribute.name, attribute.type, held.value, held.variant_id
            FROM product_variants AS variant
            JOIN product_variant_attribute_values AS held ON held.variant_id = variant.id
            JOIN product_attributes AS attribute ON attribute.id = held.attribute_id
            WHERE variant.product_id = $1
            """,
            id
        ) { row in (try row.get(4, as: ProductVariant.ID.self), try value(row)) }
        for (variant, (name, value)) in values { options[variant, default: [:]][name] = value }
        return options
    }

    private static func value(_ row: Row) throws -> (String, JSONValue) {
        let attribute = Attribute(id: try row.get(0), name: try row.get(1), kind: try row.get(2))
        return (attribute.name, attribute.decode(try row.get(3)))
    }

    private static func inventoryQuantity(
        of product: ProductRow,
        _ variants: [ProductVariant],
        in tx: Transaction
    ) throws -> Int64? {
        guard variants.isEmpty else {
            let counted = variants.compactMap(\.inventoryQuantity)
            return counted.isEmpty ? nil : counted.reduce(0, +)
        }
        guard product.managesStock else { return nil }
        return try InventoryStore.sellable(product.id, in: tx)
    }
}
