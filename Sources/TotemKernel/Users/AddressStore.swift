public import TotemStore

/// An address in a user's address book.
public struct SavedAddress: Sendable, Hashable {
    public typealias ID = Identifier<SavedAddress>

    public enum Kind: String, Sendable, Codable, CaseIterable, SQLCodable {
        case billing
        case shipping
    }

    public let id: ID
    public let kind: Kind
    public let address: Address
    /// At most one of each kind.
    public let isDefault: Bool
}

/// Users' address books. Every function is for one user's own: another's address is not found.
public enum AddressStore {
    /// Addresses that one user may keep.
    public static let largestCount = 100

    /// By id, oldest first.
    public static func list(of user: User.ID, in tx: Transaction) throws -> [SavedAddress] {
        try tx.query(
            """
            SELECT id, address_type, is_default, first_name, last_name, company, phone, tax_id, address_line1,
              address_line2, city, state, postal_code, country
            FROM user_addresses WHERE user_id = $1 ORDER BY id
            """,
            user,
            row: decode
        )
    }

    /// Of the default shipping address, else of the default billing address.
    static func defaultCountry(of user: User.ID, in tx: Transaction) throws -> Country? {
        try tx.first(
            """
            SELECT country FROM user_addresses WHERE user_id = $1 AND is_default = 1
            ORDER BY CASE address_type WHEN 'shipping' THEN 0 ELSE 1 END LIMIT 1
            """,
            user
        ) { row in try row.get(0, as: Country.self) }
    }

    /// - Throws: ``KernelError`` not found, also for another user's.
    public static func get(_ id: SavedAddress.ID, of user: User.ID, in tx: Transaction) throws -> SavedAddress {
        let address = try tx.first(
            """
            SELECT id, address_type, is_default, first_name, last_name, company, phone, tax_id, address_line1,
              address_line2, city, state, postal_code, country
            FROM user_addresses WHERE id = $1 AND user_id = $2
            """,
            id,
            user,
            row: decode
        )
        guard let address else { throw KernelError.notFound("address \(id)") }
        return address
    }

    /// The first of a kind becomes the default of it.
    /// - Throws: ``KernelError`` when the user has too many.
    public static func add(
        _ address: Address,
        kind: SavedAddress.Kind,
        isDefault: Bool,
        to user: User.ID,
        in tx: Transaction
    ) throws -> SavedAddress {
        try UserStore.hold(user, in: tx)
        let others = try list(of: user, in: tx)
        guard others.count < largestCount else {
            throw KernelError(
                .conflict,
                "too-many-addresses",
                "An address book holds at most \(largestCount) addresses. Delete one first."
            )
        }
        let isDefault = isDefault || !others.contains { $0.kind == kind }
        if isDefault { try clearDefault(kind, of: user, in: tx) }
        let id = try tx.insert(
            """
            INSERT INTO user_addresses (user_id, address_type, is_default, first_name, last_name, company, phone, tax_id,
              address_line1, address_line2, city, state, postal_code, country)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id
            """,
            user,
            kind,
            isDefault,
            address.firstName,
            address.lastName,
            address.company,
            address.phone,
            address.taxID,
            address.addressLine1,
            address.addressLine2,
            address.city,
            address.state,
            address.postalCode,
            address.country
        )
        try tellChange(of: user, in: tx)
        return SavedAddress(id: SavedAddress.ID(id), kind: kind, address: address, isDefault: isDefault)
    }

    /// Replaces an address. `change` gets it as it is.
    /// - Throws: ``KernelError`` not found, also for another user's; what `change` throws.
    public static func update(
        _ id: SavedAddress.ID,
        of user: User.ID,
        in tx: Transaction,
        _ change: (SavedAddress) throws -> (address: Address, kind: SavedAddress.Kind, isDefault: Bool)
    ) throws -> SavedAddress {
        try UserStore.hold(user, in: tx)
        let (address, kind, isDefault) = try change(get(id, of: user, in: tx))
        if isDefault { try clearDefault(kind, of: user, in: tx) }
        try tx.execute(
            """
            UPDATE user_addresses SET address_type = $2, is_default = $3, first_name = $4, last_name = $5, company = $6,
              phone = $7, tax_id = $8, address_line1 = $9, address_line2 = $10, city = $11, state = $12,
              postal_code = $13, country = $14
            WHERE id = $1
            """,
            id,
            kind,
            isDefault,
            address.firstName,
            address.lastName,
            address.company,
            address.phone,
            address.taxID,
            address.addressLine1,
            address.addressLine2,
            address.city,
            address.state,
            address.postalCode,
            address.country
        )
        try tellChange(of: user, in: tx)
        return SavedAddress(id: id, kind: kind, address: address, isDefault: isDefault)
    }

    /// - Throws: ``KernelError`` not found, also for another user's.
    public static func delete(_ id: SavedAddress.ID, of user: User.ID, in tx: Transaction) throws {
        _ = try get(id, of: user, in: tx)
        try tx.execute("DELETE FROM user_addresses WHERE id = $1", id)
        try tellChange(of: user, in: tx)
    }

    private static func tellChange(of user: User.ID, in tx: Transaction) throws {
        try Outbox.append(.customerChanged, user.value, EventData().adding("changed", ["addresses"]), in: tx)
    }

    private static func clearDefault(_ kind: SavedAddress.Kind, of user: User.ID, in tx: Transaction) throws {
        try tx.execute(
            "UPDATE user_addresses SET is_default = 0 WHERE user_id = $1 AND address_type = $2",
            user,
            kind
        )
    }

    private static func decode(_ row: Row) throws -> SavedAddress {
        SavedAddress(
            id: try row.get(0),
            kind: try row.get(1),
            address: try Address(row, from: 3),
            isDefault: try row.get(2)
        )
    }
}
