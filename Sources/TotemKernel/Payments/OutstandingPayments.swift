public import TotemStore

/// What a plugin's provider is still to be asked about.
public enum OutstandingPayments {
    /// How many payments of a plugin's ways to pay are not decided, and how many requests to its provider are not done.
    public static func count(of plugin: String, in tx: Transaction) throws -> Int64 {
        let methods = plugin + "."
        let found = try tx.first(
            """
            SELECT
              (SELECT COUNT(*) FROM payments
                WHERE settle_at IS NOT NULL AND status = 'pending' AND substr(payment_method, 1, length($1)) = $1)
              + (SELECT COUNT(*) FROM payment_operations AS done JOIN payments ON payments.id = done.payment_id
                WHERE done.status = 'pending' AND substr(payments.payment_method, 1, length($1)) = $1)
            """,
            methods
        ) { row in try row.get(0, as: Int64.self) }
        return found ?? 0
    }
}
