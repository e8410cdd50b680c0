import TotemStore

/// A place in the feed: behind an event.
public struct FeedPosition: Sendable, Hashable, Comparable {
    /// The number of the transaction that wrote the event; 0 where transactions have none.
    let xid: Int64
    let id: Int64

    public static func < (left: FeedPosition, right: FeedPosition) -> Bool {
        (left.xid, left.id) < (right.xid, right.id)
    }
}

/// Reading the feed, in the one order in which no reader misses anything: the place where the engines differ.
///
/// An embedded store's transactions commit in the order of their ids. On PostgreSQL they do not: there the feed is ordered
/// by the number of the transaction, and an event is *settled* once no transaction with a lower number is open. Behind what
/// is settled there may be events that are visible already; whoever must see each once waits until they are settled.
enum Feed {
    /// Events behind a position, in the order of the feed, settled ones first.
    static func events(
        after position: FeedPosition,
        atMost limit: Int,
        in batch: Batch
    ) throws -> Queued<[Event]> {
        switch batch.engine {
        case .sqlite:
            try batch.query(
                """
                SELECT id, 0, type, subject, subject_id, actor, data, created_at, 1 FROM outbox
                WHERE id > $1 ORDER BY id LIMIT $2
                """,
                position.id,
                limit,
                row: Event.init
            )
        case .postgres:
            try batch.query(
                """
                SELECT id, xid, type, subject, subject_id, actor, data, created_at,
                  xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                FROM outbox WHERE (xid, id) > ($1, $2) ORDER BY xid, id LIMIT $3
                """,
                position.xid,
                position.id,
                limit,
                row: Event.init
            )
        }
    }

    /// The same for who asks for nothing else.
    static func events(after position: FeedPosition, atMost limit: Int, in tx: Transaction) throws -> [Event] {
        try tx.together { batch in try events(after: position, atMost: limit, in: batch) }
    }

    /// Behind every event that is settled now.
    static func end(in tx: Transaction) throws -> FeedPosition {
        switch tx.engine {
        case .sqlite:
            let last = try tx.first("SELECT COALESCE(MAX(id), 0) FROM outbox") { try $0.get(0, as: Int64.self) }
            return FeedPosition(xid: 0, id: last ?? 0)
        case .postgres:
            let oldest = try tx.first("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") { row in
                try row.get(0, as: Int64.self)
            }
            return FeedPosition(xid: (oldest ?? 0) - 1, id: .max)
        }
    }

    /// Where a reader stands; nil when there is none of that name.
    static func position(of reader: String, in batch: Batch) throws -> Queued<FeedPosition?> {
        try batch.query("SELECT xid, event_id FROM feed_readers WHERE name = $1", reader) { row in
            FeedPosition(xid: try row.get(0), id: try row.get(1))
        }.map(\.first)
    }

    static func move(_ reader: String, to position: FeedPosition, in tx: Transaction, at now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO feed_readers (name, xid, event_id, seen_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) DO UPDATE SET xid = $2, event_id = $3, seen_at = $4
            """,
            reader,
            position.xid,
            position.id,
            now
        )
    }
}

extension Feed {
    /// The last events that are settled, the newest first.
    /// - Parameters:
    ///   - type: only those of this type.
    ///   - look: how many of the last events are looked at.
    static func newest(_ count: Int, of type: String?, among look: Int, in tx: Transaction) throws -> [Event] {
        switch tx.engine {
        case .sqlite:
            try tx.query(
                """
                SELECT id, 0, type, subject, subject_id, actor, data, created_at, 1
                FROM outbox WHERE id > (SELECT MAX(id) FROM outbox) - $3 AND ($2 = '' OR type = $2)
                ORDER BY id DESC LIMIT $1
                """,
                count,
                type ?? "",
                look,
                row: Event.init
            )
        case .postgres:
            try tx.query(
                """
                SELECT id, xid, type, subject, subject_id, actor, data, created_at, true FROM (
                  SELECT * FROM outbox WHERE xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
                  ORDER BY xid DESC, id DESC LIMIT $3
                ) AS recent
                WHERE $2 = '' OR type = $2 ORDER BY xid DESC, id DESC LIMIT $1
                """,
                count,
                type ?? "",
                look,
                row: Event.init
            )
        }
    }

    /// Where an event stands; nil when it is not there.
    static func position(ofEvent id: Int64, in tx: Transaction) throws -> FeedPosition? {
        let xid = try tx.first("SELECT xid FROM outbox WHERE id = $1", id) { try $0.get(0, as: Int64.self) }
        return xid.map { FeedPosition(xid: tx.engine == .sqlite ? 0 : $0, id: id) }
    }
}
