public import TotemStore

/// Everything that the shop keeps about a customer (GDPR, articles 15 and 20), but what only tells who may log in.
public struct CustomerData: Sendable {
    public let customer: Customer
    public let addresses: [SavedAddress]
    /// Also those that were made as a guest with the customer's e-mail.
    public let orders: [Order]
    public let carts: [KeptCart]
    public let sessions: [SessionPeriod]
    /// What plugins keep, by their names.
    public let extensions: [String: JSONValue]
}

/// `customer.exporting`: a customer wants to know what is kept. The answer is what plugins keep, by their names.
public struct CustomerExporting: Hook {
    public static var unheard: [String: JSONValue] { [:] }

    public let customer: User
}

extension CustomerStore {
    /// - Throws: ``KernelError``: forbidden, not found, or that a plugin can't say what it keeps.
    public static func data(of id: User.ID, in tx: Transaction, _ context: RequestContext) throws -> CustomerData {
        try context.actor.require(.storeManager)
        let customer = try get(id, in: tx, context)
        return CustomerData(
            customer: customer,
            addresses: try AddressStore.list(of: id, in: tx),
            orders: try OrderStore.all(of: customer.user, in: tx),
            carts: try CartStore.kept(of: customer.user, in: tx),
            sessions: try SessionStore.periods(of: id, in: tx),
            extensions: try HookCall(tx, context).run(CustomerExporting(customer: customer.user))
        )
    }
}
