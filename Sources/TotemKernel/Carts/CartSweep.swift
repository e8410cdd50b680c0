public import TotemStore

extension CartStore {
    /// How long a cart is kept after its last change, in milliseconds: 30 days. Its checkout is a change too, so that for as
    /// long checking out again answers with the same order.
    static let lifetime: Int64 = 30 * 24 * 60 * 60 * 1000
    /// Carts that one transaction looks at, and lines that it deletes unless the first cart alone has more: so few that no
    /// order waits for it.
    private static let sweptAtOnce = 200
    private static let linesAtOnce = 2000

    /// Deletes carts that nobody has changed for 30 days, oldest first, a few at a time. One that somebody holds, such as to
    /// check it out, is left alone.
    /// - Returns: how many; 0 means that there are no more.
    public static func sweep(in tx: Transaction, at now: Timestamp) throws -> Int {
        let old = try tx.query(
            """
            SELECT id, (SELECT COUNT(*) FROM cart_items WHERE cart_id = carts.id) FROM carts
            WHERE updated_at <= $1 ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
            """,
            now.adding(milliseconds: -lifetime),
            sweptAtOnce
        ) { row in (id: try row.get(0, as: Cart.ID.self), lines: try row.get(1, as: Int.self)) }
        var lines = 0
        var swept = 0
        for cart in old {
            lines += cart.lines
            guard swept == 0 || lines <= linesAtOnce else { break }
            try tx.execute("DELETE FROM carts WHERE id = $1", cart.id)
            swept += 1
        }
        return swept
    }
}
