public import TotemStore

/// `customer.erasing`: a customer is being forgotten, and what plugins know of the person is to go. It is asked when the erasure
/// begins and again when it ends, so that nothing stays which was written in between.
public struct CustomerErasing: Hook {
    public typealias Answer = Void

    public let customer: User
}

/// Erasing a customer (GDPR, article 17).
///
/// Orders stay, for the books need them, and name nobody any more: what goes of them is said at
/// ``OrderStore/eraseBuyer(ofOrders:in:)``. It covers the orders and carts of guests with the customer's e-mail. Addresses,
/// carts, also those that these orders were made of, sessions and the customer go. Answers that were kept for a repeat of a guest's request go within 24 hours.
public enum CustomerErasure {
    /// Orders that one transaction changes: so few that nobody waits for it.
    private static let ordersAtOnce = 100

    /// The customer is logged out and can't order any more. What follows may be stopped at any time and begun again.
    /// - Throws: ``KernelError``: forbidden, not found, a conflict for who works for the shop, or a plugin's veto.
    static func begin(_ id: User.ID, in tx: Transaction, _ context: RequestContext) throws -> User {
        try context.actor.require(.storeManager)
        try UserStore.setActive(false, customer: id, in: tx, at: context.now)
        let user = try UserStore.customer(id, in: tx)
        try HookCall(tx, context).run(CustomerErasing(customer: user))
        // What would stop the end of it stops it here, while nothing has changed.
        try tx.openSavepoint()
        try UserStore.delete(id, in: tx)
        try tx.closeSavepoint(undo: true)
        return user
    }

    /// Takes the customer out of the next orders.
    /// - Parameter last: where the call before ended.
    /// - Returns: where this one ended; nil when there were none.
    static func eraseOrders(of user: User, after last: Order.ID?, in tx: Transaction) throws -> Order.ID? {
        let ids = try OrderStore.next(ordersAtOnce, of: user, after: last, in: tx)
        guard let end = ids.last else { return nil }
        let orders = SQLList(ids)
        // A guest's cart may name nobody, and have what the buyer wrote all the same.
        try CartStore.delete(OrderStore.carts(ofOrders: orders, in: tx), in: tx)
        try OrderStore.eraseBuyer(ofOrders: orders, in: tx)
        try PaymentStore.eraseReasons(ofOrders: orders, in: tx)
        try OrderFulfilments.eraseTracking(ofOrders: orders, in: tx)
        return end
    }

    /// What is left is done, and the customer is gone. Where there is more to do than one transaction should,
    /// ``Kernel/prepareErasure(of:_:)`` comes before.
    /// - Throws: as ``Kernel/prepareErasure(of:_:)`` does.
    public static func finish(_ id: User.ID, in tx: Transaction, _ context: RequestContext) throws {
        try context.actor.require(.storeManager)
        let user = try UserStore.heldCustomer(id, in: tx)
        try HookCall(tx, context).run(CustomerErasing(customer: user))
        while try CartStore.deleteSome(of: user, in: tx) {}
        var last: Order.ID?
        while let next = try eraseOrders(of: user, after: last, in: tx) { last = next }
        try IdempotencyKeys.deleteAll(of: id, in: tx)
        try UserStore.delete(id, in: tx)
        try Outbox.append(.customerErased, id.value, in: tx, at: context.now)
    }
}

extension Kernel {
    /// Does the most of an erasure, in transactions so short that no buyer waits for them.
    /// - Throws: ``KernelError``: forbidden, not found, a conflict for who works for the shop, or a plugin's veto.
    public func prepareErasure(of id: User.ID, _ context: RequestContext) async throws {
        let user = try await write(context) { tx, context in try CustomerErasure.begin(id, in: tx, context) }
        while try await write(context, { tx, _ in try CartStore.deleteSome(of: user, in: tx) }) {}
        var last: Order.ID?
        repeat {
            last = try await write(context) { [last] tx, _ in
                try CustomerErasure.eraseOrders(of: user, after: last, in: tx)
            }
        } while last != nil
    }
}
