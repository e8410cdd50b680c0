public import CTotem
import TotemPluginKit

/// Discounts by codes and by themselves.
enum Coupons: Plugin {
    static let name: StaticString = "coupons"
    static let version: StaticString = "1.0.0"

    static func start(_ registry: Registry) throws {
        try registry.onCartCodeValidate(CouponHooks.validate)
        try registry.onCartDiscounts(CouponHooks.discount)
        try registry.onOrderPlaced(CouponHooks.redeem)
        try registry.onOrderTransition(CouponHooks.release)
        try registry.onOrderTransitioned(CouponHooks.releaseMissed)
        try registry.onPluginEnabled(CouponHooks.catchUp)
        try registry.onCustomerErasing(PeoplesData.erase)
        try registry.onCustomerExporting(PeoplesData.export)
        try CouponRoutes.register(registry)
        try BatchRoutes.register(registry)
        try Generation.register(registry)
        try Recount.register(registry)
        try CatchingUp.register(registry)
        try registry.service("times_used") { (call, code: String) -> Int64 in
            let coupon = try CouponStore.find(keys: [Coupon.key(code)], call).first { $0.key == Coupon.key(code) }
            guard let coupon else { throw Veto("unknown-code", "There is no coupon '\(code)'.", status: 404) }
            guard coupon.singleUse == nil else { return coupon.isUsedUp ? 1 : 0 }
            return try CouponUses.count(of: coupon.id, call)
        }
    }
}

@c @implementation
public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
    PluginDescriptor.entry(Coupons.self)
}
