public import TotemStore

/// What a buyer names to put it into a cart. Exactly one of the three.
public struct LineRequest: Sendable, Hashable {
    public enum Subject: Sendable, Hashable {
        /// Of a variant, or of a product without variants.
        case sku(String)
        case variant(ProductVariant.ID)
        /// A product without variants.
        case product(Product.ID)
    }

    public let subject: Subject
    public let quantity: Quantity
    /// Where it is in the request, for errors: `items[2].`; empty when it is the request.
    public let path: String

    public init(_ subject: Subject, quantity: Quantity, path: String = "") {
        self.subject = subject
        self.quantity = quantity
        self.path = path
    }
}

extension CartStore {
    /// Lines that a cart may have. A wholesaler's longest orders have more than a thousand.
    public static let largestLineCount = 2000

    /// Adds a line; one that is there already grows.
    /// - Throws: ``KernelError``: not found, the cart became an order, the thing is unknown, not on sale or comes in
    ///   variants, or there are too many lines or units.
    public static func add(
        _ request: LineRequest,
        to token: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let record = try open(token, in: tx)
        try put([request], into: record, in: tx)
        return try priced(try touch(record, in: tx, at: context.now), in: tx, context)
    }

    /// - Throws: ``KernelError``: not found for the cart or its line, or the cart became an order.
    public static func changeQuantity(
        of item: CartItem.ID,
        to quantity: Quantity,
        in token: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let record = try open(token, in: tx)
        let changed = try tx.execute(
            "UPDATE cart_items SET quantity = $3 WHERE id = $1 AND cart_id = $2",
            item,
            record.id,
            quantity
        )
        guard changed == 1 else { throw KernelError.notFound("line \(item) in this cart") }
        return try priced(try touch(record, in: tx, at: context.now), in: tx, context)
    }

    /// - Throws: ``KernelError``: not found for the cart or its line, or the cart became an order.
    public static func remove(
        _ item: CartItem.ID,
        from token: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let record = try open(token, in: tx)
        let removed = try tx.execute("DELETE FROM cart_items WHERE id = $1 AND cart_id = $2", item, record.id)
        guard removed == 1 else { throw KernelError.notFound("line \(item) in this cart") }
        return try priced(try touch(record, in: tx, at: context.now), in: tx, context)
    }

    /// Puts lines in: all are looked up before the first is written.
    static func put(_ requests: [LineRequest], into record: CartRecord, in tx: Transaction) throws {
        let found = try requests.map { try find($0.subject, in: tx) }
        let quantities = try zip(requests, found).map { request, found in
            try write(try subject(of: request, among: try found.value()), request.quantity, into: record, in: tx)
        }
        let count = try tx.queryLater("SELECT COUNT(*) FROM cart_items WHERE cart_id = $1", record.id) { row in
            try row.get(0, as: Int.self)
        }
        for (request, quantity) in zip(requests, quantities) {
            _ = try Quantity(try quantity.value().first ?? 0, field: request.path + "quantity")
        }
        guard try count.value().first ?? 0 <= largestLineCount else {
            throw KernelError(.conflict, "cart-full", "A cart holds at most \(largestLineCount) lines.")
        }
    }

    private struct Subject {
        let product: Product.ID
        let variant: ProductVariant.ID?
        let isActive: Bool
        let hasVariants: Bool
        let sku: String
        let name: String

        init(_ row: Row) throws {
            product = try row.get(0)
            variant = try row.get(1)
            isActive = try row.get(2)
            hasVariants = try row.get(3)
            sku = try row.get(4)
            name = try row.get(5)
        }
    }

    /// - Returns: the quantity that the line has now.
    private static func write(
        _ subject: Subject,
        _ quantity: Quantity,
        into record: CartRecord,
        in tx: Transaction
    ) throws -> Pending<[Int64]> {
        try tx.queryLater(
            """
            INSERT INTO cart_items (cart_id, product_id, variant_id, quantity, sku, name) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (cart_id, product_id, COALESCE(variant_id, 0))
              DO UPDATE SET quantity = cart_items.quantity + excluded.quantity, sku = excluded.sku, name = excluded.name
            RETURNING quantity
            """,
            record.id,
            subject.product,
            subject.variant,
            quantity,
            subject.sku,
            subject.name
        ) { row in try row.get(0) }
    }

    private static func subject(of request: LineRequest, among found: [Subject]) throws(KernelError) -> Subject {
        let field = request.path + request.subject.field
        guard let subject = found.first(where: { $0.variant != nil }) ?? found.first else {
            throw KernelError.invalid(field, "names nothing that this store has: \(request.subject.value)")
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

    private static func find(_ subject: LineRequest.Subject, in tx: Transaction) throws -> Pending<[Subject]> {
        switch subject {
        case .sku(let sku):
            try tx.queryLater(
                """
                SELECT products.id, product_variants.id, products.is_active, 1, product_variants.sku, products.name
                FROM product_variants
                JOIN products ON products.id = product_variants.product_id WHERE product_variants.sku = $1
                UNION ALL
                SELECT id, NULL, is_active,
                  CASE WHEN EXISTS (SELECT 1 FROM product_variants WHERE product_id = products.id) THEN 1 ELSE 0 END,
                  sku, name
                FROM products WHERE sku = $1
                """,
                sku,
                row: Subject.init
            )
        case .variant(let id):
            try tx.queryLater(
                """
                SELECT products.id, product_variants.id, products.is_active, 1, product_variants.sku, products.name
                FROM product_variants
                JOIN products ON products.id = product_variants.product_id WHERE product_variants.id = $1
                """,
                id,
                row: Subject.init
            )
        case .product(let id):
            try tx.queryLater(
                """
                SELECT id, NULL, is_active, EXISTS (SELECT 1 FROM product_variants WHERE product_id = products.id),
                  sku, name
                FROM products WHERE id = $1
                """,
                id,
                row: Subject.init
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
