import TotemStore

/// Writes the rows of a product's variants.
enum VariantRows {
    static func insert(
        _ index: Int,
        _ draft: CheckedDraft,
        _ parts: DraftParts,
        of product: Product.ID,
        stock: StockWriter,
        _ rows: inout RowsToCome,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        let variant = draft.variants[index]
        let target = parts.variantStock[index]
        let id = try variant.columns.insert(at: index, of: product, target, in: tx)
        rows.add { _, tx in
            let id = ProductVariant.ID(try id.value())
            try insertOptions(parts.options[index], of: id, in: tx)
            try stock.insert(target, of: product, id, in: tx, at: now)
        }
    }

    static func update(
        _ old: StoredProduct,
        to draft: CheckedDraft,
        _ parts: DraftParts,
        stock: StockWriter,
        _ rows: inout RowsToCome,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> ProductRows.Change {
        var change = ProductRows.Change.none
        let kept = Set(parts.match.compactMap { $0 })
        for (place, variant) in old.variants.enumerated() where !kept.contains(place) {
            change = .product
            try tx.executeLater("DELETE FROM product_variants WHERE id = $1", variant.id)
        }
        try freeSKUs(draft, parts, old, in: tx)
        for (index, variant) in draft.variants.enumerated() {
            guard let known = parts.match[index].map({ old.variants[$0] }) else {
                change = .product
                try insert(index, draft, parts, of: old.row.id, stock: stock, &rows, in: tx, at: now)
                continue
            }
            if try update(known, index, variant, parts, in: tx) { change = .product }
            let target = parts.variantStock[index]
            let levels = old.stock[known.id] ?? []
            let moved = try stock.update(levels, to: target, of: old.row.id, known.id, in: tx, at: now)
            if moved || known.sellable != target.sellable {
                try tx.executeLater(
                    "UPDATE product_variants SET inventory_quantity = $2 WHERE id = $1",
                    known.id,
                    target.sellable
                )
                if change == .none { change = .stock }
            }
        }
        return change
    }

    /// A SKU that goes over from one of the product's variants to another is free before it is written.
    private static func freeSKUs(
        _ draft: CheckedDraft,
        _ parts: DraftParts,
        _ old: StoredProduct,
        in tx: Transaction
    ) throws {
        let wanted = Set(draft.variants.map(\.sku))
        for (variant, place) in zip(draft.variants, parts.match) {
            guard let place, case let known = old.variants[place], known.sku != variant.sku, wanted.contains(known.sku)
            else { continue }
            // No SKU has a line feed.
            try tx.executeLater("UPDATE product_variants SET sku = $2 WHERE id = $1", known.id, "\n\(known.id)")
        }
    }

    private static func update(
        _ old: StoredProduct.Variant,
        _ index: Int,
        _ variant: CheckedDraft.Variant,
        _ parts: DraftParts,
        in tx: Transaction
    ) throws -> Bool {
        let managesStock = parts.variantStock[index].levels != nil
        var differs = false
        if old.row.columns != variant.columns || old.position != index || old.managesStock != managesStock {
            differs = true
            try variant.columns.update(old.id, at: index, managesStock: managesStock, in: tx)
        }
        if old.options != parts.options[index] {
            differs = true
            try tx.executeLater("DELETE FROM product_variant_attribute_values WHERE variant_id = $1", old.id)
            try insertOptions(parts.options[index], of: old.id, in: tx)
        }
        return differs
    }

    private static func insertOptions(
        _ options: [Attribute.ID: String],
        of id: ProductVariant.ID,
        in tx: Transaction
    ) throws {
        for (attribute, value) in options {
            try tx.executeLater(
                "INSERT INTO product_variant_attribute_values (variant_id, attribute_id, value) VALUES ($1, $2, $3)",
                id,
                attribute,
                value
            )
        }
    }
}
