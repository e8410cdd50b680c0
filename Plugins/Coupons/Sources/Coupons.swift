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
        try registry.onPluginEnabled { call, _ in try CouponStore.releaseCancelled(call) }
        try CouponRoutes.register(registry)
        try registry.service("times_used") { (call, code: String) -> Int64 in
            guard let coupon = try CouponStore.find(code: code, call) else {
                throw Veto("unknown-code", "There is no coupon '\(code)'.", status: 404)
            }
            return coupon.timesUsed
        }
    }
}

@c @implementation
public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
    PluginDescriptor.entry(Coupons.self)
}
