import TotemStore

/// Writes the rows of a product: all of a new one, what differs of an old one.
enum ProductRows {
    enum Change {
        case none
        /// Quantities only: what the product is stays as it was.
        case stock
        case product
    }

    /// A new product with all of its parts.
    static func insert(
        _ draft: CheckedDraft,
        _ parts: DraftParts,
        stock: StockWriter,
        _ rows: inout RowsToCome,
        in tx: Transaction,
        at now: Timestamp
    ) {
        let insertion = { (batch: Batch) in try draft.columns.insert(in: batch, at: now) }
        rows.add(inserting: insertion) { number in
            let id = Product.ID(number)
            var more = RowsToCome()
            more.add { batch in
                try SearchIndex.insert(SearchTexts(draft, parts), of: id, in: batch)
                try ProductPrices.insert(draft, of: id, in: batch)
                try insertImages(draft.images, of: id, in: batch)
                for category in parts.categories { try insert(category, of: id, in: batch) }
                for (attribute, value) in parts.attributes { try insert(value, for: attribute, of: id, in: batch) }
                if let target = parts.stock { try stock.insert(target, of: id, nil, in: batch, of: tx, at: now) }
                try Outbox.append(.productSaved, number, EventData().adding("to", draft.columns.told), in: tx, at: now)
            }
            for index in draft.variants.indices {
                VariantRows.insert(index, draft, parts, of: id, stock: stock, &more, in: tx, at: now)
            }
            return more
        }
    }

    /// What of an old product differs.
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
            rows.add { batch in
                try batch.execute("DELETE FROM product_images WHERE product_id = $1", id)
                try insertImages(draft.images, of: id, in: batch)
            }
        }
        if old.categories != parts.categories {
            differs = true
            rows.add { batch in try updateCategories(old, parts.categories, in: batch) }
        }
        if old.attributes != parts.attributes {
            differs = true
            rows.add { batch in try updateAttributes(old, parts.attributes, in: batch) }
        }
        var change = try VariantRows.update(old, to: draft, parts, stock: stock, &rows, in: tx, at: now)
        let target = parts.stock ?? StockWriter.Target(levels: nil, sellable: 0)
        let levels = old.stock[nil] ?? []
        let moved = try stock.update(levels, to: target, of: id, nil, &rows, in: tx, at: now)
        if moved, change == .none { change = .stock }
        guard differs || change == .product else { return change }
        let pricesDiffer = old.row.price != draft.price || old.row.isActive != draft.isActive || change == .product
        rows.add { batch in
            try draft.columns.update(id, in: batch, at: now)
            if pricesDiffer { try ProductPrices.update(draft, of: id, in: batch) }
            try SearchIndex.update(SearchTexts(draft, parts), of: id, in: batch)
        }
        return .product
    }

    private static func insertImages(_ images: [String], of id: Product.ID, in batch: Batch) throws {
        for (position, url) in images.enumerated() {
            try batch.execute(
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
        in batch: Batch
    ) throws {
        for category in old.categories.subtracting(categories) {
            try batch.execute(
                "DELETE FROM product_category_mappings WHERE product_id = $1 AND category_id = $2",
                old.row.id,
                category
            )
        }
        for category in categories.subtracting(old.categories) { try insert(category, of: old.row.id, in: batch) }
    }

    private static func updateAttributes(
        _ old: StoredProduct,
        _ attributes: [Attribute.ID: String],
        in batch: Batch
    ) throws {
        for (attribute, value) in old.attributes where attributes[attribute] != value {
            try batch.execute(
                "DELETE FROM product_attribute_values WHERE product_id = $1 AND attribute_id = $2",
                old.row.id,
                attribute
            )
        }
        for (attribute, value) in attributes where old.attributes[attribute] != value {
            try insert(value, for: attribute, of: old.row.id, in: batch)
        }
    }

    private static func insert(_ category: Category.ID, of id: Product.ID, in batch: Batch) throws {
        try batch.execute(
            "INSERT INTO product_category_mappings (product_id, category_id) VALUES ($1, $2)",
            id,
            category
        )
    }

    private static func insert(
        _ value: String,
        for attribute: Attribute.ID,
        of id: Product.ID,
        in batch: Batch
    ) throws {
        try batch.execute(
            "INSERT INTO product_attribute_values (product_id, attribute_id, value) VALUES ($1, $2, $3)",
            id,
            attribute,
            value
        )
    }
}
