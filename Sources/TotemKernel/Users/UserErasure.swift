import TotemStore

/// When somebody was logged in; nothing that a log-in could be made of.
public struct SessionPeriod: Sendable {
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
}

extension SessionStore {
    /// Those of a user that are kept, oldest first.
    static func periods(of user: User.ID, in tx: Transaction) throws -> [SessionPeriod] {
        try tx.query("SELECT created_at, expires_at FROM sessions WHERE user_id = $1 ORDER BY id", user) { row in
            SessionPeriod(createdAt: try row.get(0), expiresAt: try row.get(1))
        }
    }
}

extension UserStore {
    /// Deletes a user with addresses, sessions and roles. The id is never given again.
    static func delete(_ id: User.ID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM users WHERE id = $1", id)
    }
}
