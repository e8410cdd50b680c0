import TotemStore

/// Something that a provider is asked to do with a payment.
public struct PaymentOperation: Sendable {
    public typealias ID = Identifier<PaymentOperation>

    enum Kind: String, Sendable, SQLCodable {
        case capture
        case void
        case refund
    }

    enum Status: String, Sendable, SQLCodable {
        case pending
        case succeeded
        case failed
    }

    let id: ID
    let payment: Payment.ID
    let kind: Kind
    /// In the currency of the order.
    let amount: Int64
    let key: String
    /// The refund that it is a part of; nil: of money alone.
    let request: JSONValue?
    let reason: String
    let status: Status
    let failure: String?
    let busyUntil: Timestamp
}

/// One that is about to be written.
struct NewPaymentOperation {
    let payment: Payment.ID
    let kind: PaymentOperation.Kind
    /// In the currency of the order.
    let amount: Int64
    var request: JSONValue?
    let reason: String
}

/// What providers were asked to do: written before they are asked, so that it is done once, whatever dies between.
enum PaymentOperations {
    @discardableResult
    static func insert(
        _ new: NewPaymentOperation,
        busyUntil end: Timestamp,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> PaymentOperation.ID {
        let id = try tx.insert(
            """
            INSERT INTO payment_operations (payment_id, kind, amount, provider_key, request, reason, status, busy_until,
              settle_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $7, $8) RETURNING id
            """,
            new.payment,
            new.kind,
            new.amount,
            RandomToken.make(),
            try new.request.map { try $0.text() },
            new.reason,
            end,
            now
        )
        return PaymentOperation.ID(id)
    }

    static func get(_ id: PaymentOperation.ID, in tx: Transaction) throws -> PaymentOperation {
        let found = try tx.first(
            """
            SELECT id, payment_id, kind, amount, provider_key, request, reason, status, failure, busy_until
            FROM payment_operations WHERE id = $1
            """,
            id
        ) { row in
            PaymentOperation(
                id: try row.get(0),
                payment: try row.get(1),
                kind: try row.get(2),
                amount: try row.get(3),
                key: try row.get(4),
                request: try row.get(5, as: String?.self).map { try JSONValue(text: $0) },
                reason: try row.get(6),
                status: try row.get(7),
                failure: try row.get(8),
                busyUntil: try row.get(9)
            )
        }
        guard let found else { throw KernelError.notFound("payment operation \(id)") }
        return found
    }

    /// Makes a request the one that is at an operation.
    /// - Returns: false when another is, or it is done.
    static func lease(
        _ id: PaymentOperation.ID,
        until end: Timestamp,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Bool {
        let taken = try tx.execute(
            """
            UPDATE payment_operations SET busy_until = $2, settle_at = $2
            WHERE id = $1 AND status = 'pending' AND busy_until <= $3
            """,
            id,
            end,
            now
        )
        return taken == 1
    }

    static func end(
        _ id: PaymentOperation.ID,
        _ status: PaymentOperation.Status,
        failure: String? = nil,
        in tx: Transaction
    ) throws {
        try tx.executeLater(
            "UPDATE payment_operations SET status = $2, failure = $3, settle_at = NULL WHERE id = $1 AND status = 'pending'",
            id,
            status,
            failure
        )
    }

    /// Nothing is decided about it: it is asked for again, with the same key.
    static func wait(
        _ id: PaymentOperation.ID,
        until next: Timestamp,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.executeLater(
            "UPDATE payment_operations SET busy_until = $2, settle_at = $3 WHERE id = $1 AND status = 'pending'",
            id,
            now,
            next
        )
    }

    static func due(_ limit: Int, in tx: Transaction, at now: Timestamp) throws -> [PaymentOperation.ID] {
        try tx.query(
            "SELECT id FROM payment_operations WHERE settle_at <= $1 ORDER BY settle_at LIMIT $2",
            now,
            limit
        ) { row in try row.get(0) }
    }

    /// What is not done yet of the payments of an order.
    static func pending(of payments: [Payment], in tx: Transaction) throws -> [PaymentOperation.ID] {
        try tx.query(
            "SELECT id FROM payment_operations WHERE payment_id = ANY($1) AND status = 'pending' ORDER BY id",
            SQLList(payments.map(\.id))
        ) { row in try row.get(0) }
    }
}
