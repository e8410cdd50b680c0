import TotemStore

/// Something that a provider is asked to do with a payment.
public struct PaymentOperation: Sendable {
    public typealias ID = Identifier<PaymentOperation>

    public enum Kind: String, Sendable, CaseIterable, SQLCodable {
        case capture
        case void
        case refund
    }

    public enum Status: String, Sendable, CaseIterable, SQLCodable {
        /// Its provider is to be asked, has not said, or is asked again later for what is owed.
        case pending
        case succeeded
        /// Its provider declined it.
        case failed
    }

    let id: ID
    let payment: Payment.ID
    let method: String
    let order: Order.ID
    let kind: Kind
    /// In the currency of the order.
    let amount: Int64
    let key: String
    /// The refund that it is a part of; nil: of money alone.
    let request: JSONValue?
    let reason: String
    let status: Status
    /// Why its provider declined it last.
    let failure: String?
    /// Whether it is the buyer's money that the shop does not want: it has to go back.
    let isOwed: Bool
    /// How often it was declined.
    let attempts: Int64
    let busyUntil: Timestamp
    /// When its provider is asked the next time; nil: not any more.
    let nextAttempt: Timestamp?
    let createdAt: Timestamp

    init(_ row: Row) throws {
        id = try row.get(0)
        payment = try row.get(1)
        order = try row.get(2)
        kind = try row.get(3)
        amount = try row.get(4)
        key = try row.get(5)
        request = try row.get(6, as: String?.self).map { try JSONValue(text: $0) }
        reason = try row.get(7)
        status = try row.get(8)
        failure = try row.get(9)
        isOwed = try row.get(10)
        attempts = try row.get(11)
        busyUntil = try row.get(12)
        nextAttempt = try row.get(13)
        createdAt = try row.get(14)
        method = try row.get(15)
    }
}

extension PaymentOperation {
    /// Minutes from one attempt to the next: some three days in all, for a provider's account that is empty over a weekend.
    private static let pauses: [Int64] = [1, 5, 15, 60, 240, 720, 1440, 1440]

    /// When what was declined now is asked for again; nil: never, somebody has to look after it.
    func nextAttempt(declinedAt now: Timestamp) -> Timestamp? {
        guard isOwed, attempts < Self.pauses.count else { return nil }
        return now.adding(milliseconds: Self.pauses[Int(attempts)] * 60_000)
    }
}

/// One that is about to be written.
struct NewPaymentOperation {
    let payment: Payment.ID
    let kind: PaymentOperation.Kind
    /// In the currency of the order.
    let amount: Int64
    var request: JSONValue?
    let reason: String
    var isOwed = false
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
              settle_at, created_at, is_owed)
            VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $7, $8, $9) RETURNING id
            """,
            new.payment,
            new.kind,
            new.amount,
            RandomToken.make(),
            new.request?.text(),
            new.reason,
            end,
            now,
            new.isOwed
        )
        return PaymentOperation.ID(id)
    }

    static func get(_ id: PaymentOperation.ID, in tx: Transaction) throws -> PaymentOperation {
        let found = try tx.first(
            """
            SELECT done.id, done.payment_id, payments.order_id, done.kind, done.amount, done.provider_key, done.request,
              done.reason, done.status, done.failure, done.is_owed, done.attempts, done.busy_until, done.settle_at,
              done.created_at, payments.payment_method
            FROM payment_operations AS done JOIN payments ON payments.id = done.payment_id WHERE done.id = $1
            """,
            id,
            row: PaymentOperation.init
        )
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
            WHERE id = $1 AND status = 'pending' AND (busy_until <= $3 OR busy_until > $4)
            """,
            id,
            end,
            now,
            ClockSetBack.latest(end)
        )
        return taken == 1
    }

    static func end(
        _ id: PaymentOperation.ID,
        _ status: PaymentOperation.Status,
        failure: String? = nil,
        in tx: Transaction
    ) throws {
        try tx.execute(
            """
            UPDATE payment_operations SET status = $2, failure = $3, attempts = attempts + $4, settle_at = NULL
            WHERE id = $1 AND status = 'pending'
            """,
            id,
            status,
            failure,
            status == .failed ? 1 : 0
        )
    }

    /// Nothing is decided about it: it is asked for again, with the same key.
    static func wait(
        _ id: PaymentOperation.ID,
        until next: Timestamp,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.execute(
            "UPDATE payment_operations SET busy_until = $2, settle_at = $3 WHERE id = $1 AND status = 'pending'",
            id,
            now,
            next
        )
    }

    /// It was declined and is asked for again: as another request, for this one is decided.
    static func retry(
        _ id: PaymentOperation.ID,
        at next: Timestamp,
        failure: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.execute(
            """
            UPDATE payment_operations
            SET attempts = attempts + 1, failure = $2, provider_key = $3, busy_until = $4, settle_at = $5
            WHERE id = $1 AND status = 'pending'
            """,
            id,
            failure,
            RandomToken.make(),
            now,
            next
        )
    }

    /// Ends what was declined and is not being asked for at this moment: somebody does something else about it.
    static func giveUpDeclined(of payments: [Payment], in tx: Transaction, at now: Timestamp) throws {
        try tx.execute(
            """
            UPDATE payment_operations SET status = 'failed', settle_at = NULL
            WHERE payment_id = ANY($1) AND status = 'pending' AND attempts > 0 AND busy_until <= $2
            """,
            SQLList(payments.map(\.id)),
            now
        )
    }

    /// Newest first.
    static func list(
        _ status: PaymentOperation.Status,
        _ page: PageRequest,
        in tx: Transaction
    ) throws -> Page<PaymentOperation> {
        let order = "payment-operations.\(status.rawValue)"
        let found = try tx.query(
            """
            SELECT done.id, done.payment_id, payments.order_id, done.kind, done.amount, done.provider_key, done.request,
              done.reason, done.status, done.failure, done.is_owed, done.attempts, done.busy_until, done.settle_at,
              done.created_at, payments.payment_method
            FROM payment_operations AS done JOIN payments ON payments.id = done.payment_id
            WHERE done.status = $1 AND done.id < $2 ORDER BY done.id DESC LIMIT $3
            """,
            status,
            try page.position(in: order)?.integer(0) ?? .max,
            page.limit + 1,
            row: PaymentOperation.init
        )
        return Page(found, for: page, in: order) { [.integer($0.id.value)] }
    }

    /// What is not done of the payments of an order, or was declined.
    static func undone(of payments: [Payment], in tx: Transaction) throws -> [PaymentOperation] {
        try tx.query(
            """
            SELECT done.id, done.payment_id, payments.order_id, done.kind, done.amount, done.provider_key, done.request,
              done.reason, done.status, done.failure, done.is_owed, done.attempts, done.busy_until, done.settle_at,
              done.created_at, payments.payment_method
            FROM payment_operations AS done JOIN payments ON payments.id = done.payment_id
            WHERE done.payment_id = ANY($1) AND done.status <> 'succeeded' ORDER BY done.id
            """,
            SQLList(payments.map(\.id)),
            row: PaymentOperation.init
        )
    }

    /// - Parameter methods: of the providers that can be asked: the others keep nobody waiting.
    static func due(
        _ limit: Int,
        by methods: [String],
        in tx: Transaction,
        at now: Timestamp
    ) throws -> [PaymentOperation.ID] {
        try tx.query(
            """
            SELECT done.id FROM payment_operations AS done JOIN payments ON payments.id = done.payment_id
            WHERE (done.settle_at <= $1 OR done.settle_at > $4) AND payments.payment_method = ANY($2)
            ORDER BY done.settle_at LIMIT $3
            """,
            now,
            SQLList(methods),
            limit,
            ClockSetBack.latestQuestion(at: now)
        ) { row in try row.get(0) }
    }

    /// What is not done yet of the payments of an order, without what was declined and waits to be asked for again.
    static func pending(of payments: [Payment], in tx: Transaction, at now: Timestamp) throws -> [PaymentOperation.ID] {
        try tx.query(
            """
            SELECT id FROM payment_operations
            WHERE payment_id = ANY($1) AND status = 'pending' AND (attempts = 0 OR busy_until > $2) ORDER BY id
            """,
            SQLList(payments.map(\.id)),
            now
        ) { row in try row.get(0) }
    }
}
