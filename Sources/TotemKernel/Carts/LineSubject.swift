import TotemStore

/// What a request names, as the catalog has it.
struct LineSubject {
    let product: Product.ID
    let variant: ProductVariant.ID?
    let sku: String
    let name: String
    let offer: Offer
    private let isActive: Bool
    private let hasVariants: Bool

    private init(_ row: Row) throws {
        product = try row.get(0)
        variant = try row.get(1)
        isActive = try row.get(2)
        hasVariants = try row.get(3)
        sku = try row.get(4)
        name = try row.get(5)
        offer = try Offer(row, from: 6)
    }

    /// What each request names.
    /// - Throws: ``KernelError`` naming what is unknown, not on sale, or comes in variants.
    static func find(_ requests: [LineRequest], in batch: Batch) throws -> Queued<[LineSubject]> {
        try Queued.all(try requests.map { try find($0.subject, in: batch) }).map { found in
            try zip(requests, found).map { request, found in try subject(of: request, among: found) }
        }
    }

    private static func subject(of request: LineRequest, among found: [LineSubject]) throws(KernelError) -> LineSubject
    {
        let field = request.path + request.subject.field
        guard let subject = found.first(where: { $0.variant != nil }) ?? found.first else {
            throw KernelError.unknown(field, "names nothing that this store has: \(request.subject.value)")
        }
        guard subject.isActive else { throw KernelError.invalid(field, "names a product that is not on sale") }
        guard subject.variant != nil || !subject.hasVariants else {
            throw KernelError.invalid(
                field,
                "names a product that comes in variants; name the variant by its sku or variant_id"
            )
        }
        return subject
    }

    private static func find(_ subject: LineRequest.Subject, in batch: Batch) throws -> Queued<[LineSubject]> {
        switch subject {
        case .sku(let sku):
            try batch.query(
                """
                SELECT products.id, product_variants.id, products.is_active, 1, product_variants.sku, products.name,
                  product_variants.price, COALESCE(product_variants.weight, products.weight),
                  product_variants.manages_stock, COALESCE(product_variants.tax_class, products.tax_class)
                FROM product_variants
                JOIN products ON products.id = product_variants.product_id WHERE product_variants.sku = $1
                UNION ALL
                SELECT id, NULL, is_active,
                  CASE WHEN EXISTS (SELECT 1 FROM product_variants WHERE product_id = products.id) THEN 1 ELSE 0 END,
                  sku, name, price, weight, manages_stock, tax_class
                FROM products WHERE sku = $1
                """,
                sku,
                row: LineSubject.init
            )
        case .variant(let id):
            try batch.query(
                """
                SELECT products.id, product_variants.id, products.is_active, 1, product_variants.sku, products.name,
                  product_variants.price, COALESCE(product_variants.weight, products.weight),
                  product_variants.manages_stock, COALESCE(product_variants.tax_class, products.tax_class)
                FROM product_variants
                JOIN products ON products.id = product_variants.product_id WHERE product_variants.id = $1
                """,
                id,
                row: LineSubject.init
            )
        case .product(let id):
            try batch.query(
                """
                SELECT id, NULL, is_active,
                  CASE WHEN EXISTS (SELECT 1 FROM product_variants WHERE product_id = products.id) THEN 1 ELSE 0 END,
                  sku, name, price, weight, manages_stock, tax_class
                FROM products WHERE id = $1
                """,
                id,
                row: LineSubject.init
            )
        }
    }
}

extension LineRequest.Subject {
    fileprivate var field: String {
        switch self {
        case .sku: "sku"
        case .variant: "variant_id"
        case .product: "product_id"
        }
    }

    fileprivate var value: String {
        switch self {
        case .sku(let sku): "'\(sku.prefix(255))'"
        case .variant(let id): "\(id)"
        case .product(let id): "\(id)"
        }
    }
}
