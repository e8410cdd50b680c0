internal import TotemKernel

/// The place of one plugin in the order of a hook.
public struct HookPosition: Sendable {
    public let hook: String
    public let plugin: String
    public let priority: Int32
    public let failsOpen: Bool
    public let budgetMilliseconds: Int64

    init(_ hook: ChainedHook) {
        self.hook = hook.registered.point.rawValue
        plugin = hook.plugin.name
        priority = hook.registered.priority
        failsOpen = hook.registered.manifest.failsOpen
        budgetMilliseconds = hook.registered.manifest.budgetMilliseconds
    }
}

extension HookTime {
    init(_ hook: ChainedHook) {
        self.init(
            hook: hook.registered.point.rawValue,
            plugin: hook.plugin.name,
            calls: hook.registered.meter.calls,
            failures: hook.registered.meter.failures,
            nanoseconds: hook.registered.meter.nanoseconds
        )
    }
}
