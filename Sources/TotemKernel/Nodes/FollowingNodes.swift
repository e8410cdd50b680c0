public import TotemStore

/// The shop's nodes on an engine that tells them of changes only a moment later. Whoever changes something asks all of them,
/// and has changed it for everybody once each has answered.
///
/// A node that gives no sign of life for ``patience`` is not reckoned with: it serves nobody, or follows before it does
/// again. The clocks of the nodes may differ by less than that: one whose sign of life is further ahead died before its
/// clock was set back.
public enum FollowingNodes {
    /// In milliseconds: fifteen seconds.
    public static let patience: Int64 = 15_000

    /// A node comes: it has not followed anything yet. One of its name that has died is not waited for any more.
    public static func begin(_ node: String, in tx: Transaction, at now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO following_nodes (name, asked, followed, seen_at) VALUES ($1, 1, 0, $2)
            ON CONFLICT (name) DO UPDATE SET asked = following_nodes.asked + 1, seen_at = excluded.seen_at
            """,
            node,
            now
        )
    }

    /// Another sign of life.
    public static func keep(_ node: String, in tx: Transaction, at now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO following_nodes (name, asked, followed, seen_at) VALUES ($1, 1, 0, $2)
            ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
            """,
            node,
            now
        )
        // What died long ago, by whichever clock.
        try tx.execute(
            "DELETE FROM following_nodes WHERE seen_at NOT BETWEEN $1 AND $2",
            now.adding(milliseconds: -10 * patience),
            now.adding(milliseconds: 10 * patience)
        )
    }

    /// The node has stopped.
    public static func remove(_ node: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM following_nodes WHERE name = $1", node)
    }

    /// What a node that begins to follow now will have answered; nil when it has answered all, or is not known.
    public static func question(for node: String, in tx: Transaction) throws -> Int64? {
        try tx.first("SELECT asked FROM following_nodes WHERE name = $1 AND asked > followed", node) { try $0.get(0) }
    }

    /// The node has followed all that was changed before the question was asked.
    public static func answer(_ question: Int64, of node: String, in tx: Transaction) throws {
        try tx.execute("UPDATE following_nodes SET followed = $2 WHERE name = $1 AND followed < $2", node, question)
    }

    /// Asks every node that lives, in a transaction after the change.
    /// - Returns: how many there are.
    public static func ask(in tx: Transaction, at now: Timestamp) throws -> Int {
        let count = try tx.execute(
            "UPDATE following_nodes SET asked = asked + 1 WHERE seen_at BETWEEN $1 AND $2",
            now.adding(milliseconds: -patience),
            now.adding(milliseconds: patience)
        )
        if count > 0 { tx.tell(FeedNews.other) }
        return count
    }

    /// How many of the nodes that live have not answered.
    public static func unanswered(in tx: Transaction, at now: Timestamp) throws -> Int {
        try tx.first(
            "SELECT COUNT(*) FROM following_nodes WHERE asked > followed AND seen_at BETWEEN $1 AND $2",
            now.adding(milliseconds: -patience),
            now.adding(milliseconds: patience)
        ) { try $0.get(0) } ?? 0
    }
}
