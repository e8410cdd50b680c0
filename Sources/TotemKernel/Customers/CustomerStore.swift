public import TotemStore

/// Customers, for the shop's staff: those of the users who have the role `customer`.
public enum CustomerStore {
    /// Orders that are shown with a customer.
    public static let shownOrders = 20

    /// Newest first; with `text`, those whose e-mail begins so, or whose name does from any of its words on, in the order
    /// of what was found of them.
    /// - Throws: ``KernelError``: forbidden, or a bad cursor.
    public static func list(
        matching text: String? = nil,
        _ page: PageRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Page<Customer> {
        try context.actor.require(.staff)
        let users = try UserStore.customers(matching: text, page, in: tx)
        let currency = try StoreSettings.currency(in: tx)
        let orders = try OrderStore.summaries(of: users.items.map(\.id), in: currency, in: tx)
        return users.map { Customer($0, orders[$0.id], in: currency) }
    }

    /// - Throws: ``KernelError``: forbidden, or not found, also for who is no customer.
    public static func get(_ id: User.ID, in tx: Transaction, _ context: RequestContext) throws -> Customer {
        try context.actor.require(.staff)
        let user = try UserStore.customer(id, in: tx)
        let currency = try StoreSettings.currency(in: tx)
        return Customer(user, try OrderStore.summaries(of: [id], in: currency, in: tx)[id], in: currency)
    }

    /// The same with the newest ``shownOrders``.
    public static func getWithOrders(
        _ id: User.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> (customer: Customer, orders: [Order]) {
        (try get(id, in: tx, context), try OrderStore.newest(shownOrders, of: id, in: tx))
    }

    /// Who has that e-mail.
    /// - Throws: ``KernelError``: forbidden, or not found.
    public static func id(of email: Email, in tx: Transaction, _ context: RequestContext) throws -> User.ID {
        try context.actor.require(.staff)
        guard let user = try UserStore.find(email: email, in: tx), user.roles.contains(.customer) else {
            throw KernelError.notFound("customer \(email)")
        }
        return user.id
    }

    /// Lets a customer log in, or not any more. Who is deactivated is logged out everywhere at once.
    /// - Throws: ``KernelError``: forbidden, not found, a conflict for who works for the shop, or a plugin's veto.
    public static func setActive(
        _ isActive: Bool,
        _ id: User.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Customer {
        try context.actor.require(.storeManager)
        let before = try UserStore.customer(id, in: tx)
        try UserStore.setActive(isActive, customer: id, in: tx, at: context.now)
        let customer = try get(id, in: tx, context)
        if before.isActive != isActive { try ask(about: customer.user, before: before, in: tx, context) }
        return customer
    }

    /// Those of the customers that there are, in the order of the ids.
    /// - Throws: ``KernelError`` forbidden.
    public static func find(_ ids: [User.ID], in tx: Transaction, _ context: RequestContext) throws -> [Customer] {
        try context.actor.require(.staff)
        let users = try UserStore.users(ids, in: tx)
        let currency = try StoreSettings.currency(in: tx)
        let orders = try OrderStore.summaries(of: ids, in: currency, in: tx)
        return ids.compactMap { users[$0] }.filter { $0.roles.contains(.customer) }
            .map { Customer($0, orders[$0.id], in: currency) }
    }

    /// What is kept on a customer; nil for nothing.
    /// - Throws: ``KernelError`` not found.
    public static func metadata(of id: User.ID, in tx: Transaction) throws -> JSONValue? {
        try UserStore.customer(id, in: tx).metadata
    }

    /// Keeps JSON on a customer under a name, in the place of what was; null takes it out.
    /// - Throws: ``KernelError``: forbidden, not found, or naming what is too large.
    public static func putMetadata(
        _ value: JSONValue,
        named name: String,
        on id: User.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Customer {
        try context.actor.require(.staff)
        try UserStore.putMetadata(value, named: name, onCustomer: id, in: tx, at: context.now)
        return try get(id, in: tx, context)
    }
}
