import TotemStore

/// Those of the users who have the role `customer`, as the shop's staff look for them. A page costs the same however many
/// there are.
extension UserStore {
    /// Newest first; with `text`, those whose e-mail or name begins so, in the order of what was found of them.
    static func customers(matching text: String?, _ page: PageRequest, in tx: Transaction) throws -> Page<User> {
        guard let prefix = text.flatMap(UserWords.prefix) else { return try newestCustomers(page, in: tx) }
        let order = "customers:\(prefix)"
        let position = try page.position(in: order)
        let found = try tx.query(
            """
            SELECT word, user_id FROM user_words AS found
            WHERE word < $2 AND (word, user_id) > ($3, $4)
              AND (SELECT role FROM user_roles WHERE user_id = found.user_id AND role = 'customer') = 'customer'
              AND (SELECT MIN(word) FROM user_words AS first WHERE first.user_id = found.user_id AND first.word >= $1)
                = found.word
            ORDER BY word, user_id LIMIT $5
            """,
            prefix,
            prefix + "\u{10FFFF}",
            try position?.text(0) ?? prefix,
            try position?.integer(1) ?? 0,
            page.limit + 1
        ) { row in (word: try row.get(0, as: String.self), id: try row.get(1, as: User.ID.self)) }
        let users = try users(found.map(\.id), in: tx)
        return Page(found, for: page, in: order) { [.text($0.word), .integer($0.id.value)] }
            .compactMap { users[$0.id] }
    }

    /// - Throws: ``KernelError`` not found, also for who is no customer.
    static func customer(_ id: User.ID, in tx: Transaction) throws -> User {
        guard let user = try find(id, in: tx), user.roles.contains(.customer) else {
            throw KernelError.notFound("customer \(id)")
        }
        return user
    }

    private static func newestCustomers(_ page: PageRequest, in tx: Transaction) throws -> Page<User> {
        let ids = try tx.query(
            """
            SELECT id FROM users
            WHERE id < $1 AND (SELECT role FROM user_roles WHERE user_id = users.id AND role = 'customer') = 'customer'
            ORDER BY id DESC LIMIT $2
            """,
            try page.position(in: "customers")?.integer(0) ?? .max,
            page.limit + 1
        ) { row in try row.get(0, as: User.ID.self) }
        let users = try users(ids, in: tx)
        return Page(ids, for: page, in: "customers") { [.integer($0.value)] }.compactMap { users[$0] }
    }

    /// Those that there are of these.
    static func users(_ ids: [User.ID], in tx: Transaction) throws -> [User.ID: User] {
        guard !ids.isEmpty else { return [:] }
        let roles = try roles(of: ids, in: tx)
        let users = try tx.query(
            """
            SELECT id, email, first_name, last_name, phone_number, is_active, metadata, created_at, updated_at FROM users
            WHERE id = ANY($1)
            """,
            SQLList(ids)
        ) { row in try user(row, roles: roles[row.get(0)] ?? []) }
        return Dictionary(users.map { ($0.id, $0) }) { one, _ in one }
    }
}
