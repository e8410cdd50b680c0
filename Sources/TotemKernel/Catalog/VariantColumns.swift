import TotemStore

/// What a draft gives a variant's own row, beside its place and whether its stock is counted. As with
/// ``ProductColumns``, a column is named in this file.
struct VariantColumns: Hashable {
    let sku: String
    let price: Int64
    /// Nil: the product's.
    let weight: Int64?
    /// Nil: the product's.
    let taxClass: String?
}

// MARK: - Rows

/// A row of `product_variants`.
@dynamicMemberLookup
struct VariantRow {
    let product: Product.ID
    let id: ProductVariant.ID
    let columns: VariantColumns
    let managesStock: Bool
    let sellable: Int64
    let position: Int
    /// JSON text. No draft has it, so it stays as it is when the variant is saved.
    let metadata: String?

    subscript<Value>(dynamicMember column: KeyPath<VariantColumns, Value>) -> Value { columns[keyPath: column] }

    private init(_ row: Row) throws {
        id = try row.get(0)
        managesStock = try row.get(1)
        sellable = try row.get(2)
        position = try row.get(3)
        metadata = try row.get(9)
        product = try row.get(4)
        columns = VariantColumns(
            sku: try row.get(5),
            price: try row.get(6),
            weight: try row.get(7),
            taxClass: try row.get(8)
        )
    }

    /// Those of each product in the shop's order.
    static func list(ofProducts products: SQLList, in batch: Batch) throws -> Queued<[VariantRow]> {
        try batch.query(
            """
            SELECT id, manages_stock, inventory_quantity, position, product_id, sku, price, weight, tax_class, metadata
            FROM product_variants
            WHERE product_id = ANY($1) ORDER BY product_id, position, id
            """,
            products,
            row: VariantRow.init
        )
    }
}

extension VariantColumns {
    func insert(
        at position: Int,
        of product: Product.ID,
        _ stock: StockWriter.Target,
        in batch: Batch
    ) throws -> Queued<Int64> {
        try batch.insert(
            """
            INSERT INTO product_variants (product_id, manages_stock, inventory_quantity, position, sku, price, weight,
              tax_class)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
            """,
            product,
            stock.levels != nil,
            stock.sellable,
            position,
            sku,
            price,
            weight,
            taxClass
        )
    }

    func update(_ id: ProductVariant.ID, at position: Int, managesStock: Bool, in batch: Batch) throws {
        try batch.execute(
            """
            UPDATE product_variants SET position = $2, manages_stock = $3, sku = $4, price = $5, weight = $6,
              tax_class = $7
            WHERE id = $1
            """,
            id,
            position,
            managesStock,
            sku,
            price,
            weight,
            taxClass
        )
    }
}

// MARK: - Models

extension ProductVariant {
    init(_ row: VariantRow, attributes: [String: JSONValue], in currency: Currency) throws {
        self.init(
            id: row.id,
            sku: row.sku,
            price: Money(row.price, currency),
            weight: row.weight,
            taxClass: row.taxClass,
            attributes: attributes,
            inventoryQuantity: row.managesStock ? row.sellable : nil,
            metadata: try row.metadata.map { try JSONValue(text: $0) }
        )
    }
}

extension VariantDraft {
    init(_ variant: ProductVariant, stock: StockDraft) {
        self.init(
            id: variant.id,
            sku: variant.sku,
            price: variant.price,
            weight: variant.weight,
            taxClass: variant.taxClass,
            options: variant.attributes.map { Option($0.key, $0.value) },
            stock: stock
        )
    }
}
