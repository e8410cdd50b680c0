public import TotemStore

/// Who is logged in.
public enum SessionStore {
    /// 30 days.
    public static let lifetime: Int64 = 30 * 86_400_000

    /// Logs the user in, once the password was found right: that takes too long for a transaction.
    /// - Parameter hash: what the password was checked against.
    /// - Throws: ``KernelError``: `bad-login` when the password was changed since, `account-inactive` for who may not log
    ///   in any more. Only who knows the password is told so.
    public static func logIn(
        _ user: User.ID,
        checked hash: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> (token: AccessToken, expiresAt: Timestamp) {
        try UserStore.hold(user, in: tx)
        guard try UserStore.passwordHash(of: user, in: tx) == hash else { throw KernelError.badLogin }
        guard try UserStore.isActive(user, in: tx) else { throw KernelError.accountInactive }
        return try create(for: user, in: tx, at: now)
    }

    /// A new session.
    public static func create(
        for user: User.ID,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> (token: AccessToken, expiresAt: Timestamp) {
        let token = AccessToken(.session)
        let expiresAt = now.adding(milliseconds: lifetime)
        try tx.execute(
            "INSERT INTO sessions (user_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4)",
            user,
            token.hash,
            now,
            expiresAt
        )
        return (token, expiresAt)
    }

    /// Nil when the session ended, or never was.
    public static func actor(for token: AccessToken, in tx: Transaction, at now: Timestamp) throws -> Actor? {
        let user = try tx.first(
            "SELECT user_id FROM sessions WHERE token_hash = $1 AND expires_at > $2",
            token.hash,
            now
        ) { row in try row.get(0, as: User.ID.self) }
        guard let user else { return nil }
        return .user(user, roles: try UserStore.roles(of: user, in: tx))
    }

    /// Logs out. A token that is unknown changes nothing.
    public static func delete(_ token: AccessToken, in tx: Transaction) throws {
        try tx.execute("DELETE FROM sessions WHERE token_hash = $1", token.hash)
    }

    /// Logs the user out everywhere, as a changed password asks for.
    public static func deleteAll(
        of user: User.ID,
        except token: AccessToken? = nil,
        in tx: Transaction
    ) throws {
        try tx.execute(
            "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2",
            user,
            token?.hash ?? []
        )
    }

    /// Forgets sessions that have ended, at most 1000 at a time so that no buyer waits for it.
    /// - Returns: how many; 0 means that there are no more.
    public static func sweep(in tx: Transaction, at now: Timestamp) throws -> Int {
        try tx.execute(
            """
            DELETE FROM sessions WHERE id IN
              (SELECT id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT 1000)
            """,
            now
        )
    }
}

extension KernelError {
    static let accountInactive = KernelError(
        .forbidden,
        "account-inactive",
        "This account has been deactivated. Ask the shop to activate it again."
    )

    /// The same for an email that nobody has and for a wrong password.
    public static let badLogin = KernelError(.unauthenticated, "bad-login", "The email or the password is wrong.")
}
