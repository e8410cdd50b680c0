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

/// A plugin that has ended the process that it ran in.
public struct PluginFault: Sendable {
    public let plugin: String
    /// Of its functions, the one that ran.
    public let function: String
    /// For people.
    public let reason: String

    init(_ fault: totem_fault, reason: String) {
        plugin = text(fault.plugin)
        function = text(fault.function)
        self.reason = reason
    }
}

/// The text in an array of C, which ends with a NUL.
private func text<Bytes>(_ bytes: Bytes) -> String {
    withUnsafeBytes(of: bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
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
