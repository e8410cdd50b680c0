public import TotemStore

/// Lets the products of a category that was moved follow it: each is found by the categories above its own too.
///
/// They follow in transactions of fifty, of fewer where they have many words, so that no order waits for all of them: what
/// the index forgets and learns again is what takes the time. A transaction that was lost is just run again; what is saved
/// meanwhile goes by the tree as it is.
public enum MovedCategories {
    /// Products that one transaction takes at most.
    static let productsAtOnce = 50
    /// Bytes of words after which a transaction takes no further product.
    static let wordsAtOnce = 8 * 1024

    static func add(_ id: Category.ID, in tx: Transaction) throws {
        try tx.execute("UPDATE product_categories SET refiled_to = 0 WHERE id = $1", id)
    }

    /// Whether a move is not followed by all products yet.
    public static func arePending(in tx: Transaction) throws -> Bool {
        try next(in: tx) != nil
    }

    /// Lets the next products follow.
    /// - Returns: whether there may be more.
    public static func step(in tx: Transaction) throws -> Bool {
        try tx.lock(.catalog)
        guard let (category, done) = try next(in: tx) else { return false }
        let products = try tx.query(
            """
            SELECT DISTINCT product_id FROM product_category_mappings
            WHERE category_id = ANY($1) AND product_id > $2 ORDER BY product_id LIMIT $3
            """,
            SQLList(try CategoryStore.subtree(of: category, in: tx)),
            done,
            productsAtOnce
        ) { row in try row.get(0, as: Product.ID.self) }
        let texts = try SearchIndex.texts(of: products, in: tx)
        let some = few(products, Dictionary(uniqueKeysWithValues: texts))
        try refile(texts.filter { some.contains($0.id) }, in: tx)
        try tx.execute(
            "UPDATE product_categories SET refiled_to = $2 WHERE id = $1",
            category,
            some.count == products.count && products.count < productsAtOnce ? nil : some.last
        )
        return true
    }

    /// The first of these, as many as one transaction should take.
    private static func few(_ products: [Product.ID], _ texts: [Product.ID: SearchTexts]) -> ArraySlice<Product.ID> {
        var words = 0
        let end = products.firstIndex { id in
            words += texts[id]?.size ?? 0
            return words >= wordsAtOnce
        }
        return end.map { products[...$0] } ?? products[...]
    }

    private static func next(in tx: Transaction) throws -> (category: Category.ID, done: Product.ID)? {
        try tx.first(
            "SELECT id, refiled_to FROM product_categories WHERE refiled_to IS NOT NULL ORDER BY id LIMIT 1"
        ) { row in (try row.get(0), try row.get(1)) }
    }

    private static func refile(_ found: [(id: Product.ID, texts: SearchTexts)], in tx: Transaction) throws {
        let mappings = try tx.query(
            "SELECT product_id, category_id FROM product_category_mappings WHERE product_id = ANY($1)",
            SQLList(found.map(\.id))
        ) { row in (product: try row.get(0, as: Product.ID.self), category: try row.get(1, as: Category.ID.self)) }
        let tree = try CategoryStore.lineage(of: Set(mappings.map(\.category)), in: tx)
        var categories: [Product.ID: Set<Category.ID>] = [:]
        for (product, category) in mappings {
            categories[product, default: []].formUnion(CategoryStore.path(to: category, in: tree).map(\.id))
        }
        try tx.together { batch in
            for (id, texts) in found {
                try SearchIndex.update(texts.moved(to: Array(categories[id] ?? [])), of: id, in: batch)
            }
        }
    }
}

extension Kernel {
    /// Finishes what moves of categories have begun: called after one, and by the housekeeping for those who were stopped in
    /// the middle.
    public func finishMoves() async throws {
        guard try await store.read({ tx in try MovedCategories.arePending(in: tx) }) else { return }
        while !Task.isCancelled, try await store.write({ tx in try MovedCategories.step(in: tx) }) {}
    }
}
