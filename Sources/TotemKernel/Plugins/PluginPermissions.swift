/// What a plugin does to the core through the host's functions, when its manifest asks for it in `permissions.do`.
public enum PluginAction: String, Sendable, CaseIterable {
    case stockAdjust = "stock.adjust"
    case refundsCreate = "refunds.create"
    case ordersCreate = "orders.create"
    case ordersWrite = "orders.write"
    case customersRead = "customers.read"
    case customersWrite = "customers.write"
    case mailSend = "mail.send"
}
