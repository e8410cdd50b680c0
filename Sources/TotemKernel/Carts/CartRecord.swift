import TotemStore

/// A cart's own row.
struct CartRecord: Sendable {
    let id: Cart.ID
    let token: String
    let userID: User.ID?
    let orderID: Order.ID?
    var version: Int64
    var details: CartDetails
}

extension CartRecord {
    static func find(_ token: String, in batch: Batch) throws -> Queued<CartRecord?> {
        try batch.query(
            """
            SELECT id, token, user_id, order_id, version, email, locale, note, metadata, shipping_address, billing_address,
              shipping_rate
            FROM carts WHERE token = $1
            """,
            token,
            row: CartRecord.init
        ).map(\.first)
    }

    /// The same, held until the transaction ends.
    static func hold(_ token: String, in batch: Batch) throws -> Queued<CartRecord?> {
        try batch.query(
            """
            SELECT id, token, user_id, order_id, version, email, locale, note, metadata, shipping_address, billing_address,
              shipping_rate
            FROM carts WHERE token = $1 FOR UPDATE
            """,
            token,
            row: CartRecord.init
        ).map(\.first)
    }

    private init(_ row: Row) throws {
        id = try row.get(0)
        token = try row.get(1)
        userID = try row.get(2)
        orderID = try row.get(3)
        version = try row.get(4)
        details = try CartDetails(row, from: 5)
    }

    /// Writes the details and the version.
    func write(in batch: Batch, at now: Timestamp) throws {
        try batch.execute(
            """
            UPDATE carts SET email = $2, locale = $3, note = $4, metadata = $5, shipping_address = $6,
              billing_address = $7, shipping_rate = $8, version = $9, updated_at = $10
            WHERE id = $1
            """,
            id,
            details.email,
            details.locale,
            details.note,
            details.metadata?.text(),
            details.shippingAddress?.keptText(),
            details.billingAddress?.keptText(),
            details.shippingRate,
            version,
            now
        )
    }

    /// Tells plugins that hear of it that the cart was changed. Carts change more often than anything else, so nothing is
    /// written where nobody hears.
    /// - Parameter reason: `created`, `lines`, `codes`, `details` or `deleted`.
    func tell(_ reason: String, in tx: Transaction, _ context: RequestContext) throws {
        guard context.hooks.hears(.cartUpdated) else { return }
        try Outbox.append(.cartUpdated, id.value, EventData().adding("reason", reason), in: tx, at: context.now)
    }

    /// Writes the version, of a cart whose lines or codes were changed.
    func writeVersion(in batch: Batch, at now: Timestamp) throws {
        try batch.execute("UPDATE carts SET version = $2, updated_at = $3 WHERE id = $1", id, version, now)
    }
}

extension CartDetails {
    fileprivate init(_ row: Row, from first: Int) throws {
        email = try row.get(first)
        locale = try row.get(first + 1)
        note = try row.get(first + 2)
        metadata = try row.get(first + 3, as: String?.self).map { try JSONValue(text: $0) }
        shippingAddress = try row.get(first + 4, as: String?.self).map { try Address(kept: $0) }
        billingAddress = try row.get(first + 5, as: String?.self).map { try Address(kept: $0) }
        shippingRate = try row.get(first + 6)
    }
}
