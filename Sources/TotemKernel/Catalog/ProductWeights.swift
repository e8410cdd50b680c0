import TotemStore

/// What units of products and of their variants weigh, in grams.
struct ProductWeights {
    private let products: [Product.ID: Int64]
    /// Of those that have a weight of their own.
    private let variants: [ProductVariant.ID: Int64]

    init(of ids: [Product.ID], in tx: Transaction) throws {
        let list = SQLList(ids)
        let (products, variants) = try tx.together { batch in
            (
                try batch.query("SELECT id, weight FROM products WHERE id = ANY($1)", list) { row in
                    (try row.get(0, as: Product.ID.self), try row.get(1, as: Int64.self))
                },
                try batch.query(
                    "SELECT id, weight FROM product_variants WHERE product_id = ANY($1) AND weight IS NOT NULL",
                    list
                ) { row in (try row.get(0, as: ProductVariant.ID.self), try row.get(1, as: Int64.self)) }
            )
        }
        self.products = Dictionary(products) { first, _ in first }
        self.variants = Dictionary(variants) { first, _ in first }
    }

    /// 0 for what is gone.
    func grams(of product: Product.ID?, _ variant: ProductVariant.ID?) -> Int64 {
        variant.flatMap { variants[$0] } ?? product.flatMap { products[$0] } ?? 0
    }
}
