import TotemStore

/// The prices that a product can be bought for, each once: those of its variants, or its own when it has none.
/// Lists are filtered and ordered by them.
enum ProductPrices {
    static func insert(_ draft: CheckedDraft, of id: Product.ID, in batch: Batch) throws {
        let prices = draft.variants.isEmpty ? [draft.price] : Set(draft.variants.map(\.price))
        for price in prices {
            try batch.execute(
                "INSERT INTO product_prices (product_id, price, is_active) VALUES ($1, $2, $3)",
                id,
                price,
                draft.isActive
            )
        }
    }

    static func update(_ draft: CheckedDraft, of id: Product.ID, in batch: Batch) throws {
        try batch.execute("DELETE FROM product_prices WHERE product_id = $1", id)
        try insert(draft, of: id, in: batch)
    }
}
