public import TotemStore

/// What is changed of a customer by whoever may; nil leaves it as it is. The e-mail, by which people get into their accounts, the
/// password and roles are no part of it.
public struct CustomerChange: Sendable {
    public var firstName: String?
    public var lastName: String?
    /// Empty removes it.
    public var phoneNumber: String?
    /// Whether they may log in.
    public var isActive: Bool?

    public init(
        firstName: String? = nil,
        lastName: String? = nil,
        phoneNumber: String? = nil,
        isActive: Bool? = nil
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.phoneNumber = phoneNumber
        self.isActive = isActive
    }
}

extension CustomerStore {
    /// Changes a customer who is nothing else: who works for the shop is left alone.
    /// - Throws: ``KernelError``: forbidden, not found, invalid by field, a conflict for who works for the shop, or a plugin's veto.
    public static func change(
        _ id: User.ID,
        _ change: CustomerChange,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Customer {
        try context.actor.require(.storeManager)
        let before = try UserStore.heldCustomer(id, in: tx)
        let profile = ProfileChange(
            firstName: change.firstName,
            lastName: change.lastName,
            phoneNumber: change.phoneNumber
        )
        _ = try UserStore.update(id, profile, in: tx, at: context.now)
        if let isActive = change.isActive {
            try UserStore.setActive(isActive, customer: id, in: tx, at: context.now)
        }
        let customer = try get(id, in: tx, context)
        try ask(about: customer.user, before: before, in: tx, context)
        return customer
    }

    /// Keeps an address in a customer's address book, or changes one of it.
    /// - Parameter address: which is changed; nil: a new one.
    /// - Throws: ``KernelError``: forbidden, not found, a conflict for who works for the shop, or when there are too many.
    public static func put(
        _ new: Address,
        as kind: SavedAddress.Kind,
        isDefault: Bool,
        at address: SavedAddress.ID?,
        of id: User.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> SavedAddress {
        try context.actor.require(.storeManager)
        _ = try UserStore.heldCustomer(id, in: tx)
        guard let address else {
            return try AddressStore.add(new, kind: kind, isDefault: isDefault, to: id, in: tx)
        }
        return try AddressStore.update(address, of: id, in: tx) { _ in (new, kind, isDefault) }
    }

    /// Takes an address out of a customer's address book.
    /// - Throws: ``KernelError``: forbidden, not found, or a conflict for who works for the shop.
    public static func remove(
        _ address: SavedAddress.ID,
        of id: User.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws {
        try context.actor.require(.storeManager)
        _ = try UserStore.heldCustomer(id, in: tx)
        try AddressStore.delete(address, of: id, in: tx)
    }
}
