public import TotemStore

/// What somebody has bought: orders that are neither pending nor cancelled.
struct OrderSummary: Sendable {
    let count: Int
    /// Of those in one currency.
    let total: Money
    let lastOrderAt: Timestamp?
}

extension OrderStore {
    /// What each of these users has bought; who has bought nothing is left out.
    /// - Parameter currency: of the orders that ``OrderSummary/total`` is made of.
    static func summaries(
        of users: [User.ID],
        in currency: Currency,
        in tx: Transaction
    ) throws -> [User.ID: OrderSummary] {
        guard !users.isEmpty else { return [:] }
        let rows = try tx.query(
            """
            SELECT user_id, COUNT(*), CAST(COALESCE(SUM(CASE WHEN currency = $2 THEN total_amount END), 0) AS BIGINT),
              MAX(created_at)
            FROM orders WHERE user_id = ANY($1) AND status NOT IN ('pending', 'cancelled')
            GROUP BY user_id
            """,
            SQLList(users),
            currency
        ) { row in
            let summary = OrderSummary(
                count: try row.get(1),
                total: Money(try row.get(2), currency),
                lastOrderAt: try row.get(3)
            )
            return (try row.get(0, as: User.ID.self), summary)
        }
        return Dictionary(rows) { one, _ in one }
    }

    /// The newest orders of a user, whatever their states.
    static func newest(_ limit: Int, of user: User.ID, in tx: Transaction) throws -> [Order] {
        let ids = try tx.query(
            "SELECT id FROM orders WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
            user,
            limit
        ) { row in try row.get(0, as: Order.ID.self) }
        return try get(ids, in: tx)
    }

    /// Every order of a user, and those that guests have made with the user's e-mail, oldest first.
    static func all(of user: User, in tx: Transaction) throws -> [Order] {
        let ids = try tx.query(
            """
            SELECT id FROM orders WHERE user_id = $1
            UNION ALL SELECT id FROM orders WHERE email = $2 AND user_id IS NULL
            ORDER BY 1
            """,
            user.id,
            user.email
        ) { row in try row.get(0, as: Order.ID.self) }
        return try stride(from: 0, to: ids.count, by: 100).flatMap { start in
            try get(Array(ids[start..<min(start + 100, ids.count)]), in: tx)
        }
    }
}

extension OrderStore {
    /// When the newest order was placed; nil when there is none.
    public static func newestMoment(in tx: Transaction) throws -> Timestamp? {
        try tx.first("SELECT created_at FROM orders ORDER BY created_at DESC LIMIT 1") { row in try row.get(0) }
    }
}
