import TotemPluginKit

/// A payment as this plugin's table has it.
struct StoredPayment {
    let key: String
    /// Nil before Stripe has answered that it is made.
    let intent: String?
    let customer: String?
    /// What the intent is made with; another one may be taken later.
    let method: String?
    let savesMethod: Bool
    /// `automatic` or `manual`
    let captureMethod: String
    /// In Stripe's smallest unit.
    let amount: Int64
    /// As Stripe writes it: `eur`.
    let currency: String
    /// How often Stripe was asked to take the money.
    let confirmations: Int64
    /// Whether a buyer's client was given what it needs to pay by itself.
    let isShown: Bool
    /// Whether the shop wants no money any more: nothing may be begun.
    let isGivenUp: Bool
}

/// The table of payments.
enum StripeStore {
    /// The row of a payment, made now where there is none. Nobody else changes it until the transaction ends.
    static func payment(
        of event: PaymentEvent,
        _ amount: StripeAmount,
        _ wish: PaymentWish,
        _ call: Call
    ) throws
        -> StoredPayment
    {
        try call.execute(
            """
            INSERT INTO stripe_payments
              (payment_key, user_id, customer_id, payment_method, saves_method, capture_method, amount, currency, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (payment_key) DO NOTHING
            """,
            event.key,
            event.customerID,
            try event.customerID.flatMap { try StripeCustomers.customer(of: $0, call) },
            wish.method,
            wish.saves && event.customerID != nil,
            Settings.captureMethod(call),
            amount.value,
            amount.code,
            call.now
        )
        guard let payment = try find(key: event.key, call) else { throw Unclear("the row of a payment is gone") }
        return payment
    }

    static func find(key: String, _ call: Call) throws -> StoredPayment? {
        try call.first(
            """
            SELECT payment_key, intent_id, customer_id, payment_method, saves_method, capture_method, amount, currency,
              confirmations, is_shown, is_given_up
            FROM stripe_payments WHERE payment_key = $1 FOR UPDATE
            """,
            key
        ) { row in
            StoredPayment(
                key: row.text(0),
                intent: row.optionalText(1),
                customer: row.optionalText(2),
                method: row.optionalText(3),
                savesMethod: row.bool(4),
                captureMethod: row.text(5),
                amount: row.integer(6),
                currency: row.text(7),
                confirmations: row.integer(8),
                isShown: row.bool(9),
                isGivenUp: row.bool(10)
            )
        }
    }

    /// The shop's key of the payment that an intent of Stripe's is; nil for one of somebody else.
    static func key(ofIntent intent: String, _ call: Call) throws -> String? {
        try call.first("SELECT payment_key FROM stripe_payments WHERE intent_id = $1", intent) { $0.text(0) }
    }

    static func setCustomer(_ customer: String, of key: String, _ call: Call) throws {
        try call.execute("UPDATE stripe_payments SET customer_id = $2 WHERE payment_key = $1", key, customer)
    }

    static func setIntent(_ intent: String, of key: String, _ call: Call) throws {
        try call.execute("UPDATE stripe_payments SET intent_id = $2 WHERE payment_key = $1", key, intent)
    }

    /// Counts that Stripe is about to be asked for the money.
    /// - Returns: how often it is with this one; nil when the shop wants none any more: then it must not be asked.
    static func countConfirmation(of key: String, _ call: Call) throws -> Int64? {
        try call.first(
            """
            UPDATE stripe_payments SET confirmations = confirmations + 1 WHERE payment_key = $1 AND is_given_up = 0
            RETURNING confirmations
            """,
            key
        ) { $0.integer(0) }
    }

    /// Notes that the buyer's client is about to be able to pay.
    /// - Returns: false when the shop wants no money any more: then it must not.
    static func show(_ key: String, _ call: Call) throws -> Bool {
        try call.execute("UPDATE stripe_payments SET is_shown = 1 WHERE payment_key = $1 AND is_given_up = 0", key) == 1
    }

    static func giveUp(_ key: String, _ call: Call) throws {
        try call.execute("UPDATE stripe_payments SET is_given_up = 1 WHERE payment_key = $1", key)
    }

    /// Makes an operation the one that takes the money.
    /// - Returns: false when another one has.
    static func claimCapture(_ operation: String, of key: String, _ call: Call) throws -> Bool {
        try call.execute(
            """
            UPDATE stripe_payments SET capture_key = $2
            WHERE payment_key = $1 AND (capture_key IS NULL OR capture_key = $2)
            """,
            key,
            operation
        ) == 1
    }

    /// The operation has taken nothing, and never will.
    static func releaseCapture(_ operation: String, of key: String, _ call: Call) throws {
        try call.execute(
            "UPDATE stripe_payments SET capture_key = NULL WHERE payment_key = $1 AND capture_key = $2",
            key,
            operation
        )
    }
}

extension PaymentEvent {
    /// The customer whose order it is; nil: a guest.
    var customerID: Int64? { userID == 0 ? nil : userID }
}
