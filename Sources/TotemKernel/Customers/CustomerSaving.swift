public import TotemStore

/// `customer.saving`: a customer has registered or was changed. The row is written, nothing is committed.
public struct CustomerSaving: Hook {
    public typealias Answer = Void

    /// Nil for a new one.
    public let before: User?
    public let after: User
}

extension CustomerStore {
    /// See ``UserStore/register(_:in:at:)``.
    /// - Throws: what that does, and a plugin's veto.
    public static func register(_ new: NewUser, in tx: Transaction, _ context: RequestContext) throws -> User {
        let user = try UserStore.register(new, in: tx, at: context.now)
        try ask(about: user, before: nil, in: tx, context)
        return user
    }

    /// See ``UserStore/update(_:_:in:at:)``.
    /// - Throws: what that does, and a plugin's veto.
    public static func update(
        _ id: User.ID,
        _ change: ProfileChange,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> User {
        let before = try UserStore.find(id, in: tx)
        let user = try UserStore.update(id, change, in: tx, at: context.now)
        try ask(about: user, before: before, in: tx, context)
        return user
    }

    /// See ``UserStore/updateCredentials(_:_:askedBy:checked:in:at:)``.
    /// - Throws: what that does, and a plugin's veto.
    public static func updateCredentials(
        _ id: User.ID,
        _ change: ProfileChange,
        askedBy token: AccessToken,
        checked hash: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> User {
        let before = try UserStore.find(id, in: tx)
        let user = try UserStore.updateCredentials(
            id,
            change,
            askedBy: token,
            checked: hash,
            in: tx,
            at: context.now
        )
        try ask(about: user, before: before, in: tx, context)
        return user
    }

    /// Who is no customer is none of plugins' business.
    static func ask(about user: User, before: User?, in tx: Transaction, _ context: RequestContext) throws {
        guard user.roles.contains(.customer) else { return }
        try HookCall(tx, context).run(CustomerSaving(before: before, after: user))
    }
}
