import TotemStore

/// Puts products together from their rows: many with as many statements as one, which travel together.
enum ProductReader {
    static func product(_ row: ProductRow, in tx: Transaction) throws -> Product {
        try products([row], in: tx)[0]
    }

    /// In the order of the rows.
    static func products(_ rows: [ProductRow], in tx: Transaction) throws -> [Product] {
        guard !rows.isEmpty else { return [] }
        let ids = SQLList(rows.map(\.id))
        let (images, categories, attributes, variants, options, sellable) = try tx.together { batch in
            (
                try Self.images(of: ids, in: batch),
                try Self.categories(of: ids, in: batch),
                try Self.attributes(of: ids, in: batch),
                try VariantRow.list(ofProducts: ids, in: batch),
                try Self.options(of: ids, in: batch),
                try InventoryStore.sellable(of: ids, in: batch)
            )
        }
        let parts = Parts(
            images: Dictionary(grouping: images, by: \.product),
            categories: Dictionary(grouping: categories, by: \.product),
            attributes: Self.byName(attributes),
            variants: Dictionary(grouping: variants, by: \.product),
            options: Self.byName(options),
            sellable: sellable
        )
        return try rows.map { try product($0, parts) }
    }

    /// What belongs to several products.
    private struct Parts {
        let images: [Product.ID: [(product: Product.ID, url: String)]]
        let categories: [Product.ID: [(product: Product.ID, category: CategoryReference)]]
        let attributes: [Product.ID: [String: JSONValue]]
        let variants: [Product.ID: [VariantRow]]
        let options: [ProductVariant.ID: [String: JSONValue]]
        let sellable: [Product.ID: Int64]
    }

    private static func product(_ row: ProductRow, _ parts: Parts) throws -> Product {
        let variants = try (parts.variants[row.id] ?? []).map { variant in
            try ProductVariant(variant, attributes: parts.options[variant.id] ?? [:], in: row.currency)
        }
        return try Product(
            row,
            categories: parts.categories[row.id]?.map(\.category) ?? [],
            attributes: parts.attributes[row.id] ?? [:],
            images: parts.images[row.id]?.map(\.url) ?? [],
            variants: variants,
            inventoryQuantity: inventoryQuantity(of: row, variants, parts.sellable)
        )
    }

    private static func inventoryQuantity(
        of row: ProductRow,
        _ variants: [ProductVariant],
        _ sellable: [Product.ID: Int64]
    ) -> Int64? {
        guard variants.isEmpty else {
            let counted = variants.compactMap(\.inventoryQuantity)
            return counted.isEmpty ? nil : counted.reduce(0, +)
        }
        return row.managesStock ? sellable[row.id] ?? 0 : nil
    }

    private static func images(
        of ids: SQLList,
        in batch: Batch
    ) throws -> Queued<[(product: Product.ID, url: String)]> {
        try batch.query(
            "SELECT product_id, url FROM product_images WHERE product_id = ANY($1) ORDER BY product_id, position",
            ids
        ) { row in (try row.get(0), try row.get(1)) }
    }

    private static func categories(
        of ids: SQLList,
        in batch: Batch
    ) throws -> Queued<[(product: Product.ID, category: CategoryReference)]> {
        try batch.query(
            """
            SELECT mapping.product_id, category.id, category.name, category.slug
            FROM product_category_mappings AS mapping
            JOIN product_categories AS category ON category.id = mapping.category_id
            WHERE mapping.product_id = ANY($1) ORDER BY mapping.product_id, mapping.category_id
            """,
            ids
        ) { row in
            (try row.get(0), CategoryReference(id: try row.get(1), name: try row.get(2), slug: try row.get(3)))
        }
    }

    private static func attributes(of ids: SQLList, in batch: Batch) throws -> Queued<[HeldValue<Product>]> {
        var known = KnownAttributes()
        return try batch.query(
            """
            SELECT held.product_id, held.value, attribute.id, attribute.name, attribute.type
            FROM product_attribute_values AS held
            JOIN product_attributes AS attribute ON attribute.id = held.attribute_id
            WHERE held.product_id = ANY($1)
            """,
            ids
        ) { row in try known.value(row) }
    }

    private static func options(of ids: SQLList, in batch: Batch) throws -> Queued<[HeldValue<ProductVariant>]> {
        var known = KnownAttributes()
        return try batch.query(
            """
            SELECT held.variant_id, held.value, attribute.id, attribute.name, attribute.type
            FROM product_variants AS variant
            JOIN product_variant_attribute_values AS held ON held.variant_id = variant.id
            JOIN product_attributes AS attribute ON attribute.id = held.attribute_id
            WHERE variant.product_id = ANY($1)
            """,
            ids
        ) { row in try known.value(row) }
    }

    private static func byName<Owner>(
        _ values: [HeldValue<Owner>]
    ) -> [Identifier<Owner>: [String: JSONValue]] {
        var all: [Identifier<Owner>: [String: JSONValue]] = [:]
        for held in values { all[held.owner, default: [:]][held.name] = held.value }
        return all
    }
}

/// A value of an attribute, of a product or a variant.
private struct HeldValue<Owner> {
    let owner: Identifier<Owner>
    let name: String
    let value: JSONValue
}

/// The attributes that were met in earlier rows: a page has a thousand values of a few.
private struct KnownAttributes {
    private var attributes: [Attribute.ID: Attribute] = [:]

    mutating func value<Owner>(_ row: Row) throws -> HeldValue<Owner> {
        let id: Attribute.ID = try row.get(2)
        let attribute = try attributes[id] ?? Attribute(id: id, name: row.get(3), kind: row.get(4))
        attributes[id] = attribute
        return HeldValue(owner: try row.get(0), name: attribute.name, value: attribute.decode(try row.get(1)))
    }
}
