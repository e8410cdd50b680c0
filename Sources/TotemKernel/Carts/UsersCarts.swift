import TotemStore

/// A cart as it is kept, without today's prices.
public struct KeptCart: Sendable {
    public struct Line: Sendable {
        public let sku: String
        public let name: String
        public let quantity: Quantity
        public let properties: JSONValue?
    }

    public let email: String?
    public let note: String?
    public let metadata: JSONValue?
    public let shippingAddress: Address?
    public let billingAddress: Address?
    public let lines: [Line]
    public let codes: [String]
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
}

/// Carts of a user, and those of guests with the user's e-mail.
extension CartStore {
    private static let deletedAtOnce = 200

    /// Every one of them, oldest first.
    static func kept(of user: User, in tx: Transaction) throws -> [KeptCart] {
        let carts = SQLList(try ids(of: user, limit: .max, in: tx))
        let lines = try tx.query(
            "SELECT cart_id, sku, name, quantity, properties FROM cart_items WHERE cart_id = ANY($1) ORDER BY id",
            carts
        ) { row in
            let line = KeptCart.Line(
                sku: try row.get(1),
                name: try row.get(2),
                quantity: try row.get(3),
                properties: try row.get(4, as: String?.self).map { try JSONValue(text: $0) }
            )
            return (cart: try row.get(0, as: Cart.ID.self), line: line)
        }
        let codes = try tx.query("SELECT cart_id, code FROM cart_codes WHERE cart_id = ANY($1) ORDER BY id", carts) {
            row in
            (cart: try row.get(0, as: Cart.ID.self), code: try row.get(1, as: String.self))
        }
        let linesOf = Dictionary(grouping: lines, by: \.cart).mapValues { $0.map(\.line) }
        let codesOf = Dictionary(grouping: codes, by: \.cart).mapValues { $0.map(\.code) }
        return try tx.query(
            """
            SELECT id, email, note, metadata, shipping_address, billing_address, created_at, updated_at FROM carts
            WHERE id = ANY($1) ORDER BY id
            """,
            carts
        ) { row in
            let id: Cart.ID = try row.get(0)
            return KeptCart(
                email: try row.get(1),
                note: try row.get(2),
                metadata: try row.get(3, as: String?.self).map { try JSONValue(text: $0) },
                shippingAddress: try row.get(4, as: String?.self).map { try Address(kept: $0) },
                billingAddress: try row.get(5, as: String?.self).map { try Address(kept: $0) },
                lines: linesOf[id] ?? [],
                codes: codesOf[id] ?? [],
                createdAt: try row.get(6),
                updatedAt: try row.get(7)
            )
        }
    }

    /// Deletes some of them.
    /// - Returns: whether there may be more.
    static func deleteSome(of user: User, in tx: Transaction) throws -> Bool {
        let carts = try ids(of: user, limit: deletedAtOnce, in: tx)
        try delete(carts, in: tx)
        return carts.count == deletedAtOnce
    }

    static func delete(_ carts: [Cart.ID], in tx: Transaction) throws {
        try tx.execute("DELETE FROM carts WHERE id = ANY($1)", SQLList(carts))
    }

    private static func ids(of user: User, limit: Int, in tx: Transaction) throws -> [Cart.ID] {
        try tx.query(
            """
            SELECT id FROM carts WHERE user_id = $1
            UNION ALL SELECT id FROM carts WHERE email = $2 AND user_id IS NULL
            ORDER BY 1 LIMIT $3
            """,
            user.id,
            user.email,
            limit
        ) { row in try row.get(0) }
    }
}
