internal import CTotemHost
internal import TotemKernel

/// What a process that is looked after by another one does about plugins that end it or do not return: it keeps a record in
/// memory that outlives it.
public enum PluginWatch {
    /// Called once, before anything of a plugin is loaded.
    /// - Parameter descriptor: of memory of the size that the record takes.
    /// - Returns: false when it can't be used.
    public static func begin(on descriptor: CInt) -> Bool { totem_marker_open(descriptor) }

    /// What the process before this one left behind, once: the plugin that has ended it.
    public static func takeFault() -> PluginFault? {
        var fault = totem_fault()
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { reason in
            guard let start = reason.baseAddress, totem_marker_take(&fault, start, reason.count) else { return nil }
            return PluginFault(fault, reason: String(cString: start))
        }
    }

    /// From now on the process may exit. Nothing of a plugin's runs then: its `stop` was its end.
    public static func expectExit() { totem_marker_expect_exit() }

    /// A function that keeps others waiting and is about to be too slow.
    static var slow: (plugin: String, function: String, milliseconds: Int32)? {
        var found = totem_fault()
        guard totem_marker_slow(&found) else { return nil }
        let fault = PluginFault(found, reason: "")
        return (fault.plugin, fault.function, found.number)
    }
}

extension KernelError {
    /// A plugin's function runs and runs, and the shop's writes wait for it.
    static func slow(_ plugin: String, _ function: String, _ milliseconds: Int32) -> KernelError {
        KernelError(
            .unavailable,
            "plugin-slow",
            "The plugin \(plugin) has not returned from \(function) for \(milliseconds) ms, and the shop waits for it. When it goes "
                + "on like that, the shop is started again without it.",
            retryAfter: 5
        )
    }
}
