public import TotemStore

/// Where the shop's events are wished for.
///
/// The rows are kept for the delivery that reads them; nothing sends them yet.
public enum WebhookStore {
    /// Webhooks that a store may have: each event is a request to all of its own.
    public static let largestCount: Int64 = 100

    /// By id, oldest first.
    public static func list(_ page: PageRequest, in tx: Transaction) throws -> Page<Webhook> {
        let order = "webhooks"
        let webhooks = try tx.query(
            """
            SELECT id, event_type, target_url, is_active, user_id, created_at, updated_at FROM webhooks
            WHERE id > $1 ORDER BY id LIMIT $2
            """,
            try page.position(in: order)?.integer(0) ?? 0,
            page.limit + 1,
            row: decode
        )
        return Page(webhooks, for: page, in: order) { [.integer($0.id.value)] }
    }

    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: Webhook.ID, in tx: Transaction) throws -> Webhook {
        let webhook = try tx.first(
            """
            SELECT id, event_type, target_url, is_active, user_id, created_at, updated_at FROM webhooks WHERE id = $1
            """,
            id,
            row: decode
        )
        guard let webhook else { throw KernelError.notFound("webhook \(id)") }
        return webhook
    }

    /// - Returns: the webhook, and its secret, which can't be read again.
    /// - Throws: ``KernelError``: naming `target_url` when it is private and the store's setting forbids that, or a
    ///   conflict when there are too many.
    public static func create(
        _ event: EventName,
        to target: WebhookURL,
        isActive: Bool = true,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> (webhook: Webhook, secret: WebhookSecret) {
        try tx.lock(.webhooks)
        try refusePrivate(target, in: tx)
        try refuseTooMany(in: tx)
        let secret = WebhookSecret()
        let id = try tx.insert(
            """
            INSERT INTO webhooks (user_id, event_type, target_url, secret, is_active, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id
            """,
            context.actor.userID,
            event,
            target,
            secret.text,
            isActive,
            context.now
        )
        try tell(of: id, event, isActive, in: tx)
        return (try get(Webhook.ID(id), in: tx), secret)
    }

    /// Changes what is not nil. The secret stays; for another one make another webhook.
    /// - Throws: ``KernelError``: not found, or naming `target_url` when it is set or switched on, is private and
    ///   the store's setting forbids that.
    public static func update(
        _ id: Webhook.ID,
        event: EventName? = nil,
        target: WebhookURL? = nil,
        isActive: Bool? = nil,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Webhook {
        try tx.lock(.webhooks)
        let old = try get(id, in: tx)
        let newTarget = target ?? old.target
        if target != nil || isActive == true { try refusePrivate(newTarget, in: tx) }
        try tx.execute(
            "UPDATE webhooks SET event_type = $2, target_url = $3, is_active = $4, updated_at = $5 WHERE id = $1",
            id,
            event ?? old.event,
            newTarget,
            isActive ?? old.isActive,
            now
        )
        try tell(of: id.value, event ?? old.event, isActive ?? old.isActive, in: tx)
        return try get(id, in: tx)
    }

    /// - Throws: ``KernelError`` not found.
    public static func delete(_ id: Webhook.ID, in tx: Transaction) throws {
        let deleted = try tx.execute("DELETE FROM webhooks WHERE id = $1", id)
        guard deleted == 1 else { throw KernelError.notFound("webhook \(id)") }
        try Outbox.append(.webhookDeleted, id.value, in: tx)
    }

    private static func tell(of id: Int64, _ event: EventName, _ isActive: Bool, in tx: Transaction) throws {
        let data = EventData().adding("event_type", event.text).adding("is_active", isActive)
        try Outbox.append(.webhookSaved, id, data, in: tx)
    }

    private static func refusePrivate(_ target: WebhookURL, in tx: Transaction) throws {
        guard target.isPrivate, try !StoreSettings.allowsPrivateWebhooks(in: tx) else { return }
        throw KernelError.invalid(
            "target_url",
            "must not name a private address, unless the setting \(SettingDefinition.allowPrivateWebhooks.key) is true"
        )
    }

    private static func refuseTooMany(in tx: Transaction) throws {
        let count = try tx.first("SELECT COUNT(*) FROM webhooks") { row in try row.get(0, as: Int64.self) } ?? 0
        guard count >= largestCount else { return }
        throw KernelError(
            .conflict,
            "too-many-webhooks",
            "A store has at most \(largestCount) webhooks. Delete one first."
        )
    }

    private static func decode(_ row: Row) throws -> Webhook {
        Webhook(
            id: try row.get(0),
            event: try row.get(1),
            target: try row.get(2),
            isActive: try row.get(3),
            userID: try row.get(4),
            createdAt: try row.get(5),
            updatedAt: try row.get(6)
        )
    }
}
