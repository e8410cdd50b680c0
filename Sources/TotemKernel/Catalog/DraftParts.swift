/// What a draft names, as the store knows it.
struct DraftParts {
    let categories: Set<Category.ID>
    /// The same, and all above them.
    let categoriesAndAbove: Set<Category.ID>
    let attributes: [Attribute.ID: String]
    /// For each variant.
    let options: [[Attribute.ID: String]]
    /// For each variant, the place among the old ones of the one that it is; nil for a new one.
    let match: [Int?]
    /// Of the product itself; nil when it has variants.
    let stock: StockWriter.Target?
    /// For each variant.
    let variantStock: [StockWriter.Target]
}
