public import TotemStore

/// Who registers, or is registered by an administrator. The password is hashed already: that takes too long for a
/// transaction, see ``PasswordHasher``.
public struct NewUser: Sendable {
    public let email: Email
    public let passwordHash: String
    public let firstName: String
    public let lastName: String
    public let phoneNumber: String?
    public let roles: Set<Role>

    /// - Throws: ``KernelError`` naming every bad field.
    public init(
        email: Email,
        passwordHash: String,
        firstName: String = "",
        lastName: String = "",
        phoneNumber: String? = nil,
        roles: Set<Role> = [.customer]
    ) throws(KernelError) {
        let objections = UserStore.objections(firstName: firstName, lastName: lastName, phoneNumber: phoneNumber)
        guard objections.isEmpty else { throw .invalid(objections) }
        self.email = email
        self.passwordHash = passwordHash
        self.firstName = firstName
        self.lastName = lastName
        self.phoneNumber = phoneNumber
        self.roles = roles
    }
}

/// What a user changes of the own profile; nil leaves it as it is.
public struct ProfileChange: Sendable {
    public var email: Email?
    public var firstName: String?
    public var lastName: String?
    /// Empty removes it.
    public var phoneNumber: String?
    public var passwordHash: String?

    public init(
        email: Email? = nil,
        firstName: String? = nil,
        lastName: String? = nil,
        phoneNumber: String? = nil,
        passwordHash: String? = nil
    ) {
        self.email = email
        self.firstName = firstName
        self.lastName = lastName
        self.phoneNumber = phoneNumber
        self.passwordHash = passwordHash
    }
}

/// The people that the store knows.
public enum UserStore {
    /// What is wrong with a user's names and number, each by its field.
    public static func objections(
        firstName: String?,
        lastName: String?,
        phoneNumber: String?
    ) -> [KernelError.Field] {
        let texts = [
            ("first_name", firstName, TextRule.line), ("last_name", lastName, .line),
            ("phone_number", phoneNumber, .phone),
        ]
        return texts.compactMap { field, text, rule in
            text.flatMap(rule.objection).map { KernelError.Field(field, $0) }
        }
    }

    /// - Throws: ``KernelError``: a conflict when the email is registered already.
    public static func register(_ new: NewUser, in tx: Transaction, at now: Timestamp) throws -> User {
        let made = try tx.first(
            """
            INSERT INTO users (email, password_hash, first_name, last_name, phone_number, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (email) DO NOTHING RETURNING id
            """,
            new.email.text,
            new.passwordHash,
            new.firstName,
            new.lastName,
            new.phoneNumber,
            now
        ) { row in try row.get(0, as: User.ID.self) }
        guard let id = made else { throw KernelError.taken(new.email) }
        for role in new.roles { try insert(role, of: id, in: tx) }
        try UserWords.add(UserWords.all(new.email.text, new.firstName, new.lastName), of: id, in: tx)
        if new.roles.contains(.customer) { try Outbox.append(.customerChanged, id.value, in: tx, at: now) }
        return try get(id, in: tx)
    }

    public static func find(_ id: User.ID, in tx: Transaction) throws -> User? {
        try tx.first(
            """
            SELECT id, email, first_name, last_name, phone_number, is_active, metadata, created_at, updated_at FROM users
            WHERE id = $1
            """,
            id
        ) { row in try decode(row, in: tx) }
    }

    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: User.ID, in tx: Transaction) throws -> User {
        guard let user = try find(id, in: tx) else { throw KernelError.notFound("user \(id)") }
        return user
    }

    public static func find(email: Email, in tx: Transaction) throws -> User? {
        try tx.first(
            """
            SELECT id, email, first_name, last_name, phone_number, is_active, metadata, created_at, updated_at FROM users
            WHERE email = $1
            """,
            email.text
        ) { row in try decode(row, in: tx) }
    }

    /// What a log-in is checked against; nil when nobody is registered with `email`.
    public static func credentials(
        of email: Email,
        in tx: Transaction
    ) throws -> (id: User.ID, passwordHash: String)? {
        try tx.first("SELECT id, password_hash FROM users WHERE email = $1", email.text) { row in
            (id: try row.get(0), passwordHash: try row.get(1))
        }
    }

    /// Newest first.
    public static func list(_ page: PageRequest, in tx: Transaction) throws -> Page<User> {
        let order = "users"
        var users = try tx.query(
            """
            SELECT id, email, first_name, last_name, phone_number, is_active, metadata, created_at, updated_at FROM users
            WHERE id < $1 ORDER BY id DESC LIMIT $2
            """,
            try page.position(in: order)?.integer(0) ?? .max,
            page.limit + 1
        ) { row in try user(row, roles: []) }
        let roles = try roles(of: users.map(\.id), in: tx)
        for index in users.indices { users[index].roles = roles[users[index].id] ?? [] }
        return Page(users, for: page, in: order) { [.integer($0.id.value)] }
    }

    /// - Throws: ``KernelError``: not found, invalid by field, or a conflict when the email is another's.
    public static func update(
        _ id: User.ID,
        _ change: ProfileChange,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> User {
        try hold(id, in: tx)
        let user = try get(id, in: tx)
        let firstName = change.firstName ?? user.firstName
        let lastName = change.lastName ?? user.lastName
        let phone = change.phoneNumber.map { $0.isEmpty ? nil : $0 } ?? user.phoneNumber
        let objections = objections(firstName: firstName, lastName: lastName, phoneNumber: phone)
        guard objections.isEmpty else { throw KernelError.invalid(objections) }
        if let email = change.email, email.text != user.email { try refuseTaken(email, in: tx) }
        try tx.execute(
            """
            UPDATE users SET email = $2, first_name = $3, last_name = $4, phone_number = $5,
              password_hash = COALESCE($6, password_hash), updated_at = $7
            WHERE id = $1
            """,
            id,
            change.email?.text ?? user.email,
            firstName,
            lastName,
            phone,
            change.passwordHash,
            now
        )
        let changed = try get(id, in: tx)
        try UserWords.change(from: user, to: changed, in: tx)
        if user.roles.contains(.customer) { try tellChange(of: changed, from: user, in: tx, at: now) }
        return changed
    }

    /// The same for a new email or password, once the current password was found right: that takes too long for a
    /// transaction. A new password ends every session but the one that asked.
    /// - Parameters:
    ///   - token: of the session that asked.
    ///   - hash: what the current password was checked against.
    /// - Throws: ``KernelError`` unauthenticated when the session has ended, or the password was changed, since.
    public static func updateCredentials(
        _ id: User.ID,
        _ change: ProfileChange,
        askedBy token: AccessToken,
        checked hash: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> User {
        try hold(id, in: tx)
        guard try SessionStore.actor(for: token, in: tx, at: now) != nil, try passwordHash(of: id, in: tx) == hash
        else {
            throw KernelError(.unauthenticated, "bad-token", "The session has ended meanwhile. Log in again.")
        }
        let user = try update(id, change, in: tx, at: now)
        if change.passwordHash != nil { try SessionStore.deleteAll(of: id, except: token, in: tx) }
        return user
    }

    /// What nobody outside can see, such as a password, is not told.
    private static func tellChange(
        of user: User,
        from old: User,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        let fields = [
            ("email", user.email != old.email), ("first_name", user.firstName != old.firstName),
            ("last_name", user.lastName != old.lastName), ("phone_number", user.phoneNumber != old.phoneNumber),
        ]
        let changed = fields.filter(\.1).map(\.0)
        guard !changed.isEmpty else { return }
        try Outbox.append(.customerChanged, user.id.value, EventData().adding("changed", changed), in: tx, at: now)
    }

    static func passwordHash(of id: User.ID, in tx: Transaction) throws -> String? {
        try tx.first("SELECT password_hash FROM users WHERE id = $1", id) { row in try row.get(0) }
    }

    /// Nobody else changes the user or the user's addresses until the transaction ends.
    static func hold(_ id: User.ID, in tx: Transaction) throws {
        _ = try tx.first("SELECT id FROM users WHERE id = $1 FOR UPDATE", id) { _ in true }
    }

    /// Of two that want a free address at once, the second is told the less exactly by the store.
    private static func refuseTaken(_ email: Email, in tx: Transaction) throws {
        guard try credentials(of: email, in: tx) == nil else { throw KernelError.taken(email) }
    }

    private static func decode(_ row: Row, in tx: Transaction) throws -> User {
        try user(row, roles: roles(of: row.get(0), in: tx))
    }

    static func user(_ row: Row, roles: Set<Role>) throws -> User {
        User(
            id: try row.get(0),
            email: try row.get(1),
            firstName: try row.get(2),
            lastName: try row.get(3),
            phoneNumber: try row.get(4),
            roles: roles,
            isActive: try row.get(5),
            metadata: try row.get(6, as: String?.self).map { try JSONValue(text: $0) },
            createdAt: try row.get(7),
            updatedAt: try row.get(8)
        )
    }
}

extension KernelError {
    fileprivate static func taken(_ email: Email) -> KernelError {
        KernelError(
            .conflict,
            "email-taken",
            "Somebody is registered with \(email) already. Log in, or use another address.",
            fields: [Field("email", "is registered already")]
        )
    }
}
