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
        try put(request, into: record, in: tx)
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

    static func put(_ request: LineRequest, into record: CartRecord, in tx: Transaction) throws {
        let subject = try find(request, in: tx)
        guard subject.isActive else {
            throw KernelError.invalid(request.path + request.subject.field, "names a product that is not on sale")
        }
        if subject.variant == nil, subject.hasVariants {
            throw KernelError.invalid(
                request.path + request.subject.field,
                "names a product that comes in variants; name the variant by its sku or variant_id"
            )
        }
        let quantity = try tx.first(
            """
            INSERT INTO cart_items (cart_id, product_id, variant_id, quantity) VALUES ($1, $2, $3, $4)
            ON CONFLICT (cart_id, product_id, COALESCE(variant_id, 0))
              DO UPDATE SET quantity = cart_items.quantity + excluded.quantity
            RETURNING quantity
            """,
            record.id,
            subject.product,
            subject.variant,
            request.quantity
        ) { row in try row.get(0, as: Int64.self) }
        _ = try Quantity(quantity ?? 0, field: request.path + "quantity")
        try refuseTooManyLines(record, in: tx)
    }

    private struct Subject {
        let product: Product.ID
        let variant: ProductVariant.ID?
        let isActive: Bool
        let hasVariants: Bool
    }

    private static func find(_ request: LineRequest, in tx: Transaction) throws -> Subject {
        let found =
            switch request.subject {
            case .sku(let sku): try variant(sku: sku, in: tx) ?? product(sku: sku, in: tx)
            case .variant(let id): try variant(id, in: tx)
            case .product(let id): try product(id, in: tx)
            }
        guard let found else {
            throw KernelError.invalid(
                request.path + request.subject.field,
                "names nothing that this store has: \(request.subject.value)"
            )
        }
        return found
    }

    private static func variant(sku: String, in tx: Transaction) throws -> Subject? {
        try tx.first(
            """
            SELECT products.id, product_variants.id, products.is_active FROM product_variants
            JOIN products ON products.id = product_variants.product_id WHERE product_variants.sku = $1
            """,
            sku,
            row: decodeVariant
        )
    }

    private static func variant(_ id: ProductVariant.ID, in tx: Transaction) throws -> Subject? {
        try tx.first(
            """
            SELECT products.id, product_variants.id, products.is_active FROM product_variants
            JOIN products ON products.id = product_variants.product_id WHERE product_variants.id = $1
            """,
            id,
            row: decodeVariant
        )
    }

    private static func product(sku: String, in tx: Transaction) throws -> Subject? {
        try tx.first(
            """
            SELECT id, is_active, EXISTS (SELECT 1 FROM product_variants WHERE product_id = products.id)
            FROM products WHERE sku = $1
            """,
            sku,
            row: decodeProduct
        )
    }

    private static func product(_ id: Product.ID, in tx: Transaction) throws -> Subject? {
        try tx.first(
            """
            SELECT id, is_active, EXISTS (SELECT 1 FROM product_variants WHERE product_id = products.id)
            FROM products WHERE id = $1
            """,
            id,
            row: decodeProduct
        )
    }

    private static func decodeVariant(_ row: Row) throws -> Subject {
        Subject(product: try row.get(0), variant: try row.get(1), isActive: try row.get(2), hasVariants: true)
    }

    private static func decodeProduct(_ row: Row) throws -> Subject {
        Subject(product: try row.get(0), variant: nil, isActive: try row.get(1), hasVariants: try row.get(2))
    }

    private static func refuseTooManyLines(_ record: CartRecord, in tx: Transaction) throws {
        let count = try tx.first("SELECT COUNT(*) FROM cart_items WHERE cart_id = $1", record.id) { row in
            try row.get(0, as: Int.self)
        }
        guard count ?? 0 <= largestLineCount else {
            throw KernelError(.conflict, "cart-full", "A cart holds at most \(largestLineCount) lines.")
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
