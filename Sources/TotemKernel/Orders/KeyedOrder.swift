private import Crypto
public import TotemStore

/// Orders that plugins make, each once.
extension PlaceOrder {
    package static let keyRule = TextRule(1...200)

    /// Makes an order as staff's are made, unless the plugin has made one with this key already: then it is that, and the request
    /// is not looked at.
    /// - Throws: what the request and making the order do, and ``KernelError`` naming `key`.
    public static func place(
        _ request: @autoclosure () throws -> StaffOrderRequest,
        once key: String,
        of plugin: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order.ID {
        try context.actor.require(.staff)
        try keyRule.check(key, "key")
        try tx.lock(StoreLock(digest: Array(SHA256.hash(data: Array("order\n\(plugin)\n\(key)".utf8)))))
        let known = try tx.first(
            "SELECT order_id FROM order_keys WHERE plugin = $1 AND key = $2",
            plugin,
            key
        ) { row in try row.get(0, as: Order.ID.self) }
        if let known { return known }
        let order = try place(request(), in: tx, context)
        try tx.execute("INSERT INTO order_keys (plugin, key, order_id) VALUES ($1, $2, $3)", plugin, key, order.id)
        return order.id
    }

    /// What an order would cost at this moment. Nothing is written, and no stock is looked at.
    /// - Throws: what making it does for the same reasons.
    public static func price(
        _ request: StaffOrderRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        try context.actor.require(.staff)
        return try cart(request, PricingRules(StoreSettings.values(in: tx)), in: HookCall(tx, context))
    }
}
