public import CTotem
import TotemPluginKit

/// Gift cards: sold as products, issued when they are paid, and spent as money.
enum GiftCards: Plugin {
    static let name: StaticString = "gift-cards"
    static let version: StaticString = "1.0.0"
    /// The name as codes and amounts bear it.
    static let pluginName = "\(name)"

    static func start(_ registry: Registry) throws {
        try registry.onCartItemValidate(CartHooks.validate)
        try registry.onCartFlags(CartHooks.mark)
        try registry.onCartCodeValidate(CartHooks.enter)
        try registry.onCartTenders(CartHooks.pay)
        try registry.onOrderPlaced(OrderHooks.placed)
        try registry.onOrderTransition(OrderHooks.move)
        try registry.onRefundCreating { call, refund in try Sale.prepare(refund, call) }
        try registry.onOrderCommitted(OrderHooks.changed)
        try registry.onOrderTransitioned(OrderHooks.changed)
        try registry.onPaymentChanged(OrderHooks.moneyMoved)
        try registry.onRefundCreated(OrderHooks.moneyMoved)
        try registry.onViewExtend(OrderView.extend)
        try registry.onCustomerErasing(People.erase)
        try registry.onCustomerExporting(People.export)
        try registry.onPluginEnabled { call, _ in try Jobs.enqueueCatchingUp(call) }
        try Jobs.register(registry)
        try CardRoutes.register(registry)
        try ProductRoutes.register(registry)
        try BuyerRoutes.register(registry)
        try registry.service("wrong_balances") { (call) -> Int64 in try Ledger.countWrong(call) }
    }
}

@c @implementation
public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
    PluginDescriptor.entry(GiftCards.self)
}
