internal import CTotem
internal import Logging
internal import TotemKernel

/// Runs one function of a plugin and decides what its outcome means.
enum HookRunner {
    /// A hook may take this many times its budget before it counts as failed.
    private static let patience: Int64 = 10

    /// - Returns: false when the hook failed and its manifest lets the shop go on without it.
    /// - Throws: ``KernelError``: the plugin's veto, or its failure when that is closed.
    @inline(__always)
    static func run(
        _ hook: PluginSet.ChainedHook,
        _ frame: CallFrame,
        _ body: (UnsafeMutablePointer<totem_call>, UnsafeMutableRawPointer?) -> totem_status
    ) throws -> Bool {
        frame.begin(hook.plugin, failsOpen: hook.registered.manifest.failsOpen)
        let start = Ticks.now
        let status = hook.plugin.instance.run { state in body(frame.raw, state) }
        let ticks = Ticks.now &- start
        if status == TOTEM_OK, frame.veto == nil, frame.failure == nil, ticks < quickTicks {
            try frame.end(undo: false)
            return true
        }
        return try judge(status, hook, frame, ticks)
    }

    /// Fewer ticks than the smallest budget on every processor: most hooks need no look at the budget.
    private static let quickTicks: UInt64 = 500_000

    private static func judge(
        _ status: totem_status,
        _ hook: PluginSet.ChainedHook,
        _ frame: CallFrame,
        _ ticks: UInt64
    ) throws -> Bool {
        if let veto = frame.veto {
            try frame.end(undo: true)
            throw KernelError(veto, by: hook.plugin.name)
        }
        let failure = failure(status, frame) ?? overrun(ticks, hook, frame)
        guard let failure else {
            try frame.end(undo: false)
            return true
        }
        try frame.end(undo: true)
        frame.log.error(
            "a plugin's hook failed",
            metadata: [
                "plugin": "\(hook.plugin.name)", "hook": "\(hook.registered.hook.rawValue)", "why": "\(failure)",
            ]
        )
        guard hook.registered.manifest.failsOpen else { throw KernelError.failed(hook.plugin.name) }
        return false
    }

    private static func failure(_ status: totem_status, _ frame: CallFrame) -> String? {
        if let failure = frame.failure { return failure }
        guard status != TOTEM_OK else { return nil }
        return frame.lastError.isEmpty ? "it returned the status \(status)" : frame.lastError
    }

    /// What a slow hook means: a line in the log, and far beyond its budget a failure.
    private static func overrun(_ ticks: UInt64, _ hook: PluginSet.ChainedHook, _ frame: CallFrame) -> String? {
        let milliseconds = Ticks.nanoseconds(ticks) / 1_000_000
        let budget = hook.registered.manifest.budgetMilliseconds
        guard milliseconds > budget else { return nil }
        let took = "it took \(milliseconds) ms, its budget is \(budget) ms"
        guard milliseconds <= budget * patience else { return took }
        frame.log.warning(
            "a plugin's hook is slow",
            metadata: ["plugin": "\(hook.plugin.name)", "hook": "\(hook.registered.hook.rawValue)", "why": "\(took)"]
        )
        return nil
    }
}

extension KernelError {
    /// A plugin's no, in its own words.
    init(_ veto: CallFrame.Veto, by plugin: String) {
        let kind: Kind =
            switch veto.status {
            case 401: .unauthenticated
            case 403: .forbidden
            case 404: .notFound
            case 409: .conflict
            case 412: .stale
            case 429: .throttled
            case 503: .unavailable
            default: .invalid
            }
        self.init(kind, veto.code, veto.message, fields: veto.fields)
    }

    /// The plugin is broken, and its manifest says that nothing goes on without it.
    static func failed(_ plugin: String) -> KernelError {
        KernelError(
            .unavailable,
            "plugin-failed",
            "The plugin \(plugin) failed, and the shop does not go on without it. The log says why; "
                + "the owner can switch it off.",
            retryAfter: 5
        )
    }
}
