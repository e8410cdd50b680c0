/// A customer as the shop's staff see one: a user with what was bought.
public struct Customer: Sendable {
    public let user: User
    /// Orders that are neither pending nor cancelled.
    public let ordersCount: Int
    /// What they came to, of those in the store's currency.
    public let ordersTotal: Money
    public let lastOrderAt: Timestamp?
    public var extensions: [String: JSONValue] = [:]

    init(_ user: User, _ orders: OrderSummary?, in currency: Currency) {
        self.user = user
        ordersCount = orders?.count ?? 0
        ordersTotal = orders?.total ?? .zero(currency)
        lastOrderAt = orders?.lastOrderAt
    }
}

extension Customer: Extensible {
    public static var viewKind: ViewKind { .customer }
    public var viewID: Int64? { user.id.value }
}
