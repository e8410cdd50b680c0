public import TotemStore

/// The keys of programs that use the HTTP API.
public enum APIKeyStore {
    /// - Returns: the key, and its secret text, which can't be read again.
    /// - Throws: ``KernelError`` naming `name` when it is empty, too long or another key's.
    public static func create(
        name: String,
        role: Role,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> (key: APIKey, token: AccessToken) {
        let name = name.trimmed()
        try TextRule.name.check(name, "name")
        let token = AccessToken(.key)
        let id = try tx.first(
            """
            INSERT INTO api_keys (name, role, key_hash, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) DO NOTHING RETURNING id
            """,
            name,
            role,
            token.hash,
            now
        ) { row in try row.get(0, as: APIKey.ID.self) }
        guard let id else {
            throw KernelError(
                .conflict,
                "key-name-taken",
                "There is an API key '\(name)' already. Choose another name.",
                fields: [KernelError.Field("name", "is the name of another key")]
            )
        }
        let data = EventData().adding("name", name).adding("role", role.rawValue)
        try Outbox.append(.keyCreated, id.value, data, in: tx, at: now)
        return (APIKey(id: id, name: name, role: role, createdAt: now, revokedAt: nil), token)
    }

    /// Nil when the key was revoked, or never was.
    public static func actor(for token: AccessToken, in tx: Transaction) throws -> Actor? {
        try tx.first(
            "SELECT id, role FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL",
            token.hash
        ) { row in Actor.key(try row.get(0), role: try row.get(1)) }
    }

    /// Ends a key. Revoking it again changes nothing.
    /// - Throws: ``KernelError`` not found.
    public static func revoke(_ id: APIKey.ID, in tx: Transaction, at now: Timestamp) throws {
        let changed = try tx.execute("UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $2) WHERE id = $1", id, now)
        guard changed == 1 else { throw KernelError.notFound("API key \(id)") }
        try Outbox.append(.keyRevoked, id.value, in: tx, at: now)
    }

    /// By id, oldest first.
    public static func list(_ page: PageRequest, in tx: Transaction) throws -> Page<APIKey> {
        let order = "api-keys"
        let keys = try tx.query(
            "SELECT id, name, role, created_at, revoked_at FROM api_keys WHERE id > $1 ORDER BY id LIMIT $2",
            try page.position(in: order)?.integer(0) ?? 0,
            page.limit + 1
        ) { row in
            APIKey(
                id: try row.get(0),
                name: try row.get(1),
                role: try row.get(2),
                createdAt: try row.get(3),
                revokedAt: try row.get(4)
            )
        }
        return Page(keys, for: page, in: order) { [.integer($0.id.value)] }
    }
}

/// Says who sends a token.
public enum Authenticator {
    /// - Parameter text: what follows `Bearer `.
    /// - Throws: ``KernelError`` unauthenticated: unknown, ended or revoked, without saying which.
    public static func actor(forToken text: String, in tx: Transaction, at now: Timestamp) throws -> Actor {
        if let token = AccessToken(text), let actor = try actor(for: token, in: tx, at: now) { return actor }
        throw KernelError(
            .unauthenticated,
            "bad-token",
            "The token is unknown, has expired or was revoked. Log in again, or use another API key."
        )
    }

    private static func actor(for token: AccessToken, in tx: Transaction, at now: Timestamp) throws -> Actor? {
        switch token.kind {
        case .session: try SessionStore.actor(for: token, in: tx, at: now)
        case .key: try APIKeyStore.actor(for: token, in: tx)
        }
    }
}
