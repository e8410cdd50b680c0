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
        try tx.executeAtCommit(
            """
            INSERT INTO outbox (type, subject, subject_id, actor, data, created_at) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            event,
            event.subject,
            subject,
            tx.author,
            data.text,
            now ?? tx.moment.map { Timestamp(milliseconds: $0) } ?? SystemClock().now
        )
        tx.tell(event.change(of: subject, products: data.products))
    }
}
