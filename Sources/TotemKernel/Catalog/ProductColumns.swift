import TotemStore

/// What a draft gives a product's own row. A column is named in this file, with its way into the row, out of it and on to
/// ``Product``; beside it in the schema, the model, the draft and its check.
struct ProductColumns: Hashable {
    let slug: String
    let sku: String
    let name: String
    let description: String
    let price: Int64
    let cost: Int64?
    let currency: Currency
    let weight: Int64
    let taxClass: String?
    /// JSON text with sorted keys, so that equal values are equal texts.
    let dimensions: String?
    let isActive: Bool
    let managesStock: Bool
}

extension ProductColumns {
    /// What is told of a product that was saved or is gone: little, for a file makes many events.
    var told: EventData {
        EventData().adding("slug", slug).adding("sku", sku).adding("name", name).adding("price", price).adding(
            "cost",
            cost
        )
        .adding("is_active", isActive)
    }
}

// MARK: - Rows

/// A row of `products`.
@dynamicMemberLookup
struct ProductRow {
    let id: Product.ID
    let columns: ProductColumns
    let version: Int64
    /// JSON text. No draft has it, so it stays as it is when the product is saved.
    let metadata: String?
    let createdAt: Timestamp
    let updatedAt: Timestamp

    subscript<Value>(dynamicMember column: KeyPath<ProductColumns, Value>) -> Value { columns[keyPath: column] }

    private init(_ row: Row) throws {
        id = try row.get(0)
        version = try row.get(1)
        createdAt = try row.get(2)
        updatedAt = try row.get(3)
        metadata = try row.get(16)
        columns = ProductColumns(
            slug: try row.get(4),
            sku: try row.get(5),
            name: try row.get(6),
            description: try row.get(7),
            price: try row.get(8),
            cost: try row.get(9),
            currency: try row.get(10),
            weight: try row.get(11),
            taxClass: try row.get(15),
            dimensions: try row.get(12),
            isActive: try row.get(13),
            managesStock: try row.get(14)
        )
    }

    static func find(_ id: Product.ID, in tx: Transaction) throws -> ProductRow? {
        try tx.first(
            """
            SELECT id, version, created_at, updated_at, slug, sku, name, description, price, cost, currency, weight,
              dimensions, is_active, manages_stock, tax_class, metadata
            FROM products WHERE id = $1
            """,
            id,
            row: ProductRow.init
        )
    }

    /// Those that there are, in no order.
    static func list(_ ids: SQLList, in tx: Transaction) throws -> [ProductRow] {
        try tx.query(
            """
            SELECT id, version, created_at, updated_at, slug, sku, name, description, price, cost, currency, weight,
              dimensions, is_active, manages_stock, tax_class, metadata
            FROM products WHERE id = ANY($1)
            """,
            ids,
            row: ProductRow.init
        )
    }

    static func find(slug: String, in tx: Transaction) throws -> ProductRow? {
        try tx.together { batch in try find(slug: slug, in: batch) }
    }

    static func find(slug: String, in batch: Batch) throws -> Queued<ProductRow?> {
        try batch.query(
            """
            SELECT id, version, created_at, updated_at, slug, sku, name, description, price, cost, currency, weight,
              dimensions, is_active, manages_stock, tax_class, metadata
            FROM products WHERE slug = $1
            """,
            slug,
            row: ProductRow.init
        ).map(\.first)
    }
}

extension ProductColumns {
    func insert(in batch: Batch, at now: Timestamp) throws -> Queued<Int64> {
        try batch.insert(
            """
            INSERT INTO products (slug, sku, name, description, price, cost, currency, weight, dimensions, is_active,
              manages_stock, tax_class, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) RETURNING id
            """,
            slug,
            sku,
            name,
            description,
            price,
            cost,
            currency,
            weight,
            dimensions,
            isActive,
            managesStock,
            taxClass,
            now
        )
    }

    /// Raises the version, too.
    func update(_ id: Product.ID, in batch: Batch, at now: Timestamp) throws {
        try batch.execute(
            """
            UPDATE products SET slug = $2, sku = $3, name = $4, description = $5, price = $6, cost = $7, currency = $8,
              weight = $9, dimensions = $10, is_active = $11, manages_stock = $12, tax_class = $13, updated_at = $14,
              version = version + 1
            WHERE id = $1
            """,
            id,
            slug,
            sku,
            name,
            description,
            price,
            cost,
            currency,
            weight,
            dimensions,
            isActive,
            managesStock,
            taxClass,
            now
        )
    }
}

// MARK: - Models

extension Product {
    /// A product of its row and what belongs to it.
    init(
        _ row: ProductRow,
        categories: [CategoryReference],
        attributes: [String: JSONValue],
        images: [String],
        variants: [ProductVariant],
        inventoryQuantity: Int64?
    ) throws {
        self.init(
            id: row.id,
            slug: row.slug,
            sku: row.sku,
            name: row.name,
            description: row.description,
            price: Money(row.price, row.currency),
            cost: row.cost.map { Money($0, row.currency) },
            weight: row.weight,
            taxClass: row.taxClass,
            dimensions: try row.dimensions.map { try JSONValue(text: $0) },
            isActive: row.isActive,
            categories: categories,
            attributes: attributes,
            images: images,
            variants: variants,
            inventoryQuantity: inventoryQuantity,
            metadata: try row.metadata.map { try JSONValue(text: $0) },
            version: row.version,
            createdAt: row.createdAt,
            updatedAt: row.updatedAt
        )
    }
}

extension ProductDraft {
    /// The draft that would make the product as it is.
    init(_ product: Product, categories: [[String]], variants: [VariantDraft], stock: StockDraft) {
        self.init(
            slug: product.slug,
            sku: product.sku,
            name: product.name,
            description: product.description,
            price: product.price,
            cost: product.cost,
            weight: product.weight,
            taxClass: product.taxClass,
            dimensions: product.dimensions,
            isActive: product.isActive,
            categories: categories,
            attributes: product.attributes,
            images: product.images,
            variants: variants,
            stock: stock
        )
    }
}
