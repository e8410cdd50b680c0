public import TotemStore

/// The feed of changes: what happened is written here, in the transaction in which it happened. Both are durable or
/// neither is.
public enum Outbox {
    /// Tells of an event, and in this process of what it changes (``Store/listeners``), once it is durable.
    /// - Parameters:
    ///   - subject: the id of what the event is about.
    ///   - data: as ``EventType`` says.
    ///   - now: nil: the transaction's ``Transaction/moment``.
    public static func append(
        _ event: EventType,
        _ subject: Int64,
        _ data: EventData = .none,
        in tx: Transaction,
        at now: Timestamp? = nil
    ) throws {
        let now = now ?? tx.moment.map { Timestamp(milliseconds: $0) } ?? SystemClock().now
        try write(event.rawValue, event.subject, subject, data.text, in: tx, at: now)
        tx.tell(event.change(of: subject, products: data.products))
    }

    /// Tells of an event of a plugin's own. Nothing of the shop is another one by it.
    /// - Parameters:
    ///   - subject: the kind of thing that the event is about.
    ///   - data: JSON text of an object.
    public static func append(
        _ event: EventName,
        _ subject: String,
        _ id: Int64,
        data: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try write(event.text, subject, id, data, in: tx, at: now)
        tx.tell(FeedNews.other)
    }

    private static func write(
        _ type: String,
        _ subject: String,
        _ id: Int64,
        _ data: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.executeAtCommit(
            """
            INSERT INTO outbox (type, subject, subject_id, actor, data, created_at) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            type,
            subject,
            id,
            tx.author,
            data,
            now
        )
    }
}
