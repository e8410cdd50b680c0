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
    ) {
        let columns = draft.variants[index].columns
        let target = parts.variantStock[index]
        let insertion = { (batch: Batch) in try columns.insert(at: index, of: product, target, in: batch) }
        rows.add(inserting: insertion) { number in
            let id = ProductVariant.ID(number)
            var more = RowsToCome()
            more.add { batch in
                try insertOptions(parts.options[index], of: id, in: batch)
                try stock.insert(target, of: product, id, in: batch, of: tx, at: now)
            }
            return more
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
            rows.add { batch in try batch.execute("DELETE FROM product_variants WHERE id = $1", variant.id) }
        }
        rows.add { batch in try freeSKUs(draft, parts, old, in: batch) }
        for (index, variant) in draft.variants.enumerated() {
            guard let known = parts.match[index].map({ old.variants[$0] }) else {
                change = .product
                insert(index, draft, parts, of: old.row.id, stock: stock, &rows, in: tx, at: now)
                continue
            }
            if update(known, index, variant, parts, &rows) { change = .product }
            let target = parts.variantStock[index]
            let levels = old.stock[known.id] ?? []
            let moved = try stock.update(levels, to: target, of: old.row.id, known.id, &rows, in: tx, at: now)
            if moved || known.sellable != target.sellable {
                rows.add { batch in
                    try batch.execute(
                        "UPDATE product_variants SET inventory_quantity = $2 WHERE id = $1",
                        known.id,
                        target.sellable
                    )
                }
                if change == .none { change = .stock }
                if !moved {
                    let data = EventData().adding("variant", known.id.value)
                    try Outbox.append(.stockChanged, old.row.id.value, data, in: tx, at: now)
                }
            }
        }
        return change
    }

    /// A SKU that goes over from one of the product's variants to another is free before it is written.
    private static func freeSKUs(
        _ draft: CheckedDraft,
        _ parts: DraftParts,
        _ old: StoredProduct,
        in batch: Batch
    ) throws {
        let wanted = Set(draft.variants.map(\.sku))
        for (variant, place) in zip(draft.variants, parts.match) {
            guard let place, case let known = old.variants[place], known.sku != variant.sku, wanted.contains(known.sku)
            else { continue }
            // No SKU has a line feed.
            try batch.execute("UPDATE product_variants SET sku = $2 WHERE id = $1", known.id, "\n\(known.id)")
        }
    }

    private static func update(
        _ old: StoredProduct.Variant,
        _ index: Int,
        _ variant: CheckedDraft.Variant,
        _ parts: DraftParts,
        _ rows: inout RowsToCome
    ) -> Bool {
        let managesStock = parts.variantStock[index].levels != nil
        var differs = false
        if old.row.columns != variant.columns || old.position != index || old.managesStock != managesStock {
            differs = true
            rows.add { batch in
                try variant.columns.update(old.id, at: index, managesStock: managesStock, in: batch)
            }
        }
        if old.options != parts.options[index] {
            differs = true
            rows.add { batch in
                try batch.execute("DELETE FROM product_variant_attribute_values WHERE variant_id = $1", old.id)
                try insertOptions(parts.options[index], of: old.id, in: batch)
            }
        }
        return differs
    }

    private static func insertOptions(
        _ options: [Attribute.ID: String],
        of id: ProductVariant.ID,
        in batch: Batch
    ) throws {
        for (attribute, value) in options {
            try batch.execute(
                "INSERT INTO product_variant_attribute_values (variant_id, attribute_id, value) VALUES ($1, $2, $3)",
                id,
                attribute,
                value
            )
        }
    }
}
