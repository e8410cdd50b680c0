import TotemStore

/// Writes the rows of a product: all of a new one, what differs of an old one.
enum ProductRows {
    enum Change {
        case none
        /// Quantities only: what the product is stays as it was.
        case stock
        case product
    }

    /// - Parameter rows: takes the rows of the product's parts.
    static func insert(
        _ draft: CheckedDraft,
        _ parts: DraftParts,
        stock: StockWriter,
        _ rows: inout RowsToCome,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Pending<Product.ID> {
        let id = try tx.insertLater(
            """
            INSERT INTO products (slug, sku, name, description, price, cost, currency, weight, dimensions, is_active,
              manages_stock, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) RETURNING id
            """,
            draft.slug,
            draft.sku,
            draft.name,
            draft.description,
            draft.price,
            draft.cost,
            draft.currency,
            draft.weight,
            draft.dimensions,
            draft.isActive,
            draft.managesStock,
            now
        ).map(Product.ID.init)
        rows.add { rows, tx in
            let id = try id.value()
            try SearchIndex.insert(SearchTexts(draft, parts), of: id, in: tx)
            try ProductPrices.insert(draft, of: id, in: tx)
            try insertImages(draft.images, of: id, in: tx)
            for category in parts.categories { try insert(category, of: id, in: tx) }
            for (attribute, value) in parts.attributes { try insert(value, for: attribute, of: id, in: tx) }
            if let target = parts.stock { try stock.insert(target, of: id, nil, in: tx, at: now) }
            for index in draft.variants.indices {
                try VariantRows.insert(index, draft, parts, of: id, stock: stock, &rows, in: tx, at: now)
            }
        }
        return id
    }

    static func update(
        _ old: StoredProduct,
        to draft: CheckedDraft,
        _ parts: DraftParts,
        stock: StockWriter,
        _ rows: inout RowsToCome,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Change {
        let id = old.row.id
        var differs = !isEqual(old.row, draft)
        if old.images != draft.images {
            differs = true
            try tx.executeLater("DELETE FROM product_images WHERE product_id = $1", id)
            try insertImages(draft.images, of: id, in: tx)
        }
        if old.categories != parts.categories {
            differs = true
            try updateCategories(old, parts.categories, in: tx)
        }
        if old.attributes != parts.attributes {
            differs = true
            try updateAttributes(old, parts.attributes, in: tx)
        }
        var change = try VariantRows.update(old, to: draft, parts, stock: stock, &rows, in: tx, at: now)
        let target = parts.stock ?? StockWriter.Target(levels: nil, sellable: 0)
        let levels = old.stock[nil] ?? []
        if try stock.update(levels, to: target, of: id, nil, in: tx, at: now), change == .none { change = .stock }
        guard differs || change == .product else { return change }
        try updateRow(id, draft, in: tx, at: now)
        if old.row.price != draft.price || old.row.isActive != draft.isActive || change == .product {
            try ProductPrices.update(draft, of: id, in: tx)
        }
        try SearchIndex.update(SearchTexts(draft, parts), of: id, in: tx)
        return .product
    }

    private static func isEqual(_ row: ProductRow, _ draft: CheckedDraft) -> Bool {
        row.slug == draft.slug && row.sku == draft.sku && row.name == draft.name
            && row.description == draft.description && row.price == draft.price && row.cost == draft.cost
            && row.currency == draft.currency && row.weight == draft.weight && row.dimensions == draft.dimensions
            && row.isActive == draft.isActive && row.managesStock == draft.managesStock
    }

    private static func updateRow(
        _ id: Product.ID,
        _ draft: CheckedDraft,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.executeLater(
            """
            UPDATE products SET slug = $2, sku = $3, name = $4, description = $5, price = $6, cost = $7, currency = $8,
              weight = $9, dimensions = $10, is_active = $11, manages_stock = $12, updated_at = $13,
              version = version + 1
            WHERE id = $1
            """,
            id,
            draft.slug,
            draft.sku,
            draft.name,
            draft.description,
            draft.price,
            draft.cost,
            draft.currency,
            draft.weight,
            draft.dimensions,
            draft.isActive,
            draft.managesStock,
            now
        )
    }

    private static func insertImages(_ images: [String], of id: Product.ID, in tx: Transaction) throws {
        for (position, url) in images.enumerated() {
            try tx.executeLater(
                "INSERT INTO product_images (product_id, url, position) VALUES ($1, $2, $3)",
                id,
                url,
                position
            )
        }
    }

    private static func updateCategories(
        _ old: StoredProduct,
        _ categories: Set<Category.ID>,
        in tx: Transaction
    ) throws {
        for category in old.categories.subtracting(categories) {
            try tx.executeLater(
                "DELETE FROM product_category_mappings WHERE product_id = $1 AND category_id = $2",
                old.row.id,
                category
            )
        }
        for category in categories.subtracting(old.categories) { try insert(category, of: old.row.id, in: tx) }
    }

    private static func updateAttributes(
        _ old: StoredProduct,
        _ attributes: [Attribute.ID: String],
        in tx: Transaction
    ) throws {
        for (attribute, value) in old.attributes where attributes[attribute] != value {
            try tx.executeLater(
                "DELETE FROM product_attribute_values WHERE product_id = $1 AND attribute_id = $2",
                old.row.id,
                attribute
            )
        }
        for (attribute, value) in attributes where old.attributes[attribute] != value {
            try insert(value, for: attribute, of: old.row.id, in: tx)
        }
    }

    private static func insert(_ category: Category.ID, of id: Product.ID, in tx: Transaction) throws {
        try tx.executeLater(
            "INSERT INTO product_category_mappings (product_id, category_id) VALUES ($1, $2)",
            id,
            category
        )
    }

    private static func insert(
        _ value: String,
        for attribute: Attribute.ID,
        of id: Product.ID,
        in tx: Transaction
    ) throws {
        try tx.executeLater(
            "INSERT INTO product_attribute_values (product_id, attribute_id, value) VALUES ($1, $2, $3)",
            id,
            attribute,
            value
        )
    }
}
