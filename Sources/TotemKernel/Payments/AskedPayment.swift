import TotemStore

/// The row of a payment that a provider was asked for.
struct AskedPayment {
    let id: Payment.ID
    let order: Order.ID
    let method: String
    let status: Payment.Status
    let action: JSONValue?
    /// In the currency of the order.
    let amount: Int64
    let key: String
    let transactionID: String?
    /// Until when a request is at it.
    let busyUntil: Timestamp?
}

/// A payment by a provider that is not decided.
struct UndecidedPayment: Sendable {
    let id: Payment.ID
    let order: Order.ID
    let method: String
    /// In the currency of the order.
    let amount: Int64
    /// When its provider is asked the next time.
    let nextAttempt: Timestamp?
    let createdAt: Timestamp
}

extension PaymentStore {
    /// Newest first.
    static func undecided(_ page: PageRequest, in tx: Transaction) throws -> Page<UndecidedPayment> {
        let order = "undecided-payments"
        let found = try tx.query(
            """
            SELECT id, order_id, payment_method, amount, settle_at, created_at FROM payments
            WHERE settle_at IS NOT NULL AND status = 'pending' AND id < $1 ORDER BY id DESC LIMIT $2
            """,
            try page.position(in: order)?.integer(0) ?? .max,
            page.limit + 1
        ) { row in
            UndecidedPayment(
                id: try row.get(0),
                order: try row.get(1),
                method: try row.get(2),
                amount: try row.get(3),
                nextAttempt: try row.get(4),
                createdAt: try row.get(5)
            )
        }
        return Page(found, for: page, in: order) { [.integer($0.id.value)] }
    }

    /// Nil also for a payment that no provider has a part in.
    static func askedFor(_ id: Payment.ID, in tx: Transaction) throws -> AskedPayment? {
        try tx.first(
            """
            SELECT id, order_id, payment_method, status, action, amount, provider_key, transaction_id, busy_until
            FROM payments WHERE id = $1 AND provider_key IS NOT NULL
            """,
            id
        ) { row in
            AskedPayment(
                id: try row.get(0),
                order: try row.get(1),
                method: try row.get(2),
                status: try row.get(3),
                action: try row.get(4, as: String?.self).map { try JSONValue(text: $0) },
                amount: try row.get(5),
                key: try row.get(6),
                transactionID: try row.get(7),
                busyUntil: try row.get(8)
            )
        }
    }

    /// Makes a request the one that is at a pending payment.
    /// - Returns: false when another is, or it is not pending.
    static func lease(_ id: Payment.ID, until end: Timestamp, in tx: Transaction, at now: Timestamp) throws -> Bool {
        let taken = try tx.execute(
            """
            UPDATE payments SET busy_until = $2, settle_at = $2
            WHERE id = $1 AND status = 'pending' AND (busy_until <= $3 OR busy_until > $4)
            """,
            id,
            end,
            now,
            ClockSetBack.latest(end)
        )
        return taken == 1
    }

    /// Payments whose providers are to be asked what became of them.
    /// - Parameter methods: of the providers that can be asked: the others keep nobody waiting.
    static func due(
        _ limit: Int,
        by methods: [String],
        in tx: Transaction,
        at now: Timestamp
    ) throws -> [Payment.ID] {
        try tx.query(
            """
            SELECT id FROM payments WHERE (settle_at <= $1 OR settle_at > $4) AND payment_method = ANY($2)
            ORDER BY settle_at LIMIT $3
            """,
            now,
            SQLList(methods),
            limit,
            ClockSetBack.latestQuestion(at: now)
        ) { row in try row.get(0) }
    }

    /// The payment that its provider means by a key or by a name of its own; nil when there is none.
    static func meant(by reference: String, of method: String, in tx: Transaction) throws -> AskedPayment? {
        let found = try tx.first(
            """
            SELECT id FROM payments
            WHERE payment_method = $1 AND provider_key IS NOT NULL AND (provider_key = $2 OR transaction_id = $2)
            ORDER BY CASE WHEN provider_key = $2 THEN 0 ELSE 1 END, id DESC LIMIT 1
            """,
            method,
            reference
        ) { row in try row.get(0, as: Payment.ID.self) }
        return try found.flatMap { try askedFor($0, in: tx) }
    }
}
