public import CTotem
import TotemPluginKit

/// Groups of customers, described by criteria and kept up to date.
enum Segments: Plugin {
    static let name: StaticString = "segments"
    static let version: StaticString = "1.0.0"

    static func start(_ registry: Registry) throws {
        try registry.onRequestContext(SegmentHooks.audiences)
        try registry.onViewExtend(SegmentHooks.extend)
        try registry.onCustomerExporting(SegmentHooks.export)
        try registry.onCustomerErasing(SegmentHooks.erase)
        try registry.onPluginEnabled(SegmentHooks.catchUp)
        try registry.onOrderCommitted(SegmentChanges.ofOrders)
        try registry.onOrderTransitioned(SegmentChanges.ofOrders)
        try registry.onRefundCreated(SegmentChanges.ofRefunds)
        try registry.onCustomerChanged(SegmentChanges.ofCustomers)
        try registry.job("refresh", schedule: "every 10m", SegmentRefresh.run)
        try registry.job("changed", SegmentChanges.run)
        try registry.job("sweep", SegmentSweep.run)
        try registry.service("contains") { (call, customer: Int64, segment: Int64) -> Bool in
            try Membership.contains(customer, segment, call)
        }
        try SegmentRoutes.register(registry)
    }
}

@c @implementation
public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
    PluginDescriptor.entry(Segments.self)
}
