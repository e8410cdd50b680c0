public import CTotem
import TotemPluginKit

/// What customers say of products.
enum Reviews: Plugin {
    static let name: StaticString = "reviews"
    static let version: StaticString = "1.0.0"

    static func start(_ registry: Registry) throws {
        try ReviewRoutes.register(registry)
        try ModerationRoutes.register(registry)
        try ReportRoutes.register(registry)
        try registry.onViewExtend(ReviewHooks.extend)
        try registry.onOrderTransitioned(ReviewHooks.verify)
        try registry.onPluginEnabled(ReviewHooks.catchUp)
        try registry.onSettingsValidate(ReviewHooks.validateSettings)
        try registry.onRetentionRun(ReviewArchive.sweep)
        try registry.onCustomerErasing(ReviewPeople.erase)
        try registry.onCustomerExporting(ReviewPeople.export)
        try registry.job("recheck", ReviewHooks.recheck)
        try registry.service("count_of") { (call, user: Int64) -> Int64 in try ReviewStore.count(of: user, call) }
    }
}

@c @implementation
public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
    PluginDescriptor.entry(Reviews.self)
}
