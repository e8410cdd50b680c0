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
        let id = try draft.columns.insert(in: tx, at: now)
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
        var differs = old.row.columns != draft.columns
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
        try draft.columns.update(id, in: tx, at: now)
        if old.row.price != draft.price || old.row.isActive != draft.isActive || change == .product {
            try ProductPrices.update(draft, of: id, in: tx)
        }
        try SearchIndex.update(SearchTexts(draft, parts), of: id, in: tx)
        return .product
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
