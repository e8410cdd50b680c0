public import CTotem
import TotemPluginKit

/// Codes that take a percentage or a fixed amount off a cart.
enum Coupons: Plugin {
    static let name: StaticString = "coupons"
    static let version: StaticString = "1.0.0"

    static func start(_ registry: Registry) throws {
        try registry.onCartCodeValidate(CouponHooks.validate)
        try registry.onCartDiscounts(CouponHooks.discount)
        try registry.onOrderPlaced(CouponHooks.redeem)
        try registry.onOrderTransition(CouponHooks.release)
        try registry.onPluginEnabled(CouponStore.releaseCancelled)
        try CouponRoutes.register(registry)
    }
}

@c @implementation
public func totem_plugin_entry(_ host_abi: UInt32) -> UnsafePointer<totem_plugin>? {
    PluginDescriptor.entry(Coupons.self, hostABI: host_abi)
}
