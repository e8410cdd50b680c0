internal import CTotem
internal import Logging
internal import TotemKernel

/// Runs the hooks of a chain and decides what the outcome of each means.
enum HookRunner {
    /// A hook may take this many times its budget before it counts as failed.
    static let patience: Int64 = 10

    /// What came of a hook that has called the host.
    struct Outcome {
        let plugin: ActivePlugin
        /// False when the hook failed and its manifest lets the shop go on without it.
        let ran: Bool
        let ticks: UInt64
    }

    /// Runs one hook after another. A hook that returns well and soon and has called nothing of the host's has said
    /// nothing, so there is nothing to look at.
    /// - Parameters:
    ///   - body: calls the function with the hook's own arguments.
    ///   - heard: takes up what a hook has said to the host; it ends the chain with false.
    /// - Throws: ``KernelError``: a plugin's veto, or its failure when that is closed.
    @inline(__always)
    static func run(
        _ chain: HookChain,
        _ frame: CallFrame,
        _ body: (totem_function, UnsafeMutablePointer<totem_call>, UnsafeMutableRawPointer?) -> totem_status,
        heard: (Outcome) throws -> Bool = { _ in true }
    ) throws {
        let call = frame.raw
        let turns = chain.turns
        // The end of one hook is the beginning of the next: reading the clock costs more than calling one.
        var start = Ticks.now
        for index in turns.indices {
            guard let turn = turns.baseAddress?.advanced(by: index) else { break }
            frame.begin(turn)
            let status =
                turn.pointee.isSerial
                ? chain.hooks[index].plugin.instance.run { body(turn.pointee.function, call, $0) }
                : body(turn.pointee.function, call, turn.pointee.state)
            let end = Ticks.now
            let ticks = end &- start
            start = end
            if status == TOTEM_OK, !frame.hasBeenCalled, ticks < quickTicks { continue }
            let ran = try judge(status, chain.hooks[index], frame, ticks)
            if frame.hasBeenCalled {
                let outcome = Outcome(plugin: chain.hooks[index].plugin, ran: ran, ticks: ticks)
                guard try heard(outcome) else { return }
            }
            start = Ticks.now
        }
    }

    /// Fewer ticks than the smallest budget on every processor: most hooks need no look at the budget.
    private static let quickTicks: UInt64 = 500_000

    private static func judge(
        _ status: totem_status,
        _ hook: ChainedHook,
        _ frame: CallFrame,
        _ ticks: UInt64
    ) throws -> Bool {
        hook.registered.meter.add(ticks)
        if let failure = frame.storeFailure {
            // The engine may run the whole transaction again, or the store is gone: either way nothing goes on here.
            try? frame.end(undo: true)
            throw failure
        }
        if let veto = frame.veto {
            // What can't be undone alone is undone with the transaction, which ends here.
            try? frame.end(undo: true)
            throw KernelError(veto, by: hook.plugin.name)
        }
        let failure = failure(status, frame) ?? (ticks < quickTicks ? nil : overrun(ticks, hook, frame))
        guard let failure else {
            try frame.end(undo: false)
            return true
        }
        let isUndone = (try? frame.end(undo: true)) != nil
        hook.registered.meter.addFailure()
        frame.log.error(
            "a plugin's hook failed",
            metadata: [
                "plugin": "\(hook.plugin.name)", "hook": "\(hook.registered.hook.rawValue)", "why": "\(failure)",
            ]
        )
        // A statement that was stopped while it wrote has ended the transaction: then nothing goes on.
        guard hook.registered.manifest.failsOpen, isUndone else { throw KernelError.failed(hook.plugin.name) }
        return false
    }

    private static func failure(_ status: totem_status, _ frame: CallFrame) -> String? {
        if let failure = frame.failure { return failure }
        guard status != TOTEM_OK else { return nil }
        return frame.lastError.isEmpty ? "it returned the status \(status)" : frame.lastError
    }

    /// What a slow hook means: a line in the log, and far beyond its budget a failure. Its SQL has a limit of its own, and
    /// may have waited for what another order holds.
    private static func overrun(_ ticks: UInt64, _ hook: ChainedHook, _ frame: CallFrame) -> String? {
        let milliseconds = Ticks.nanoseconds(ticks - min(ticks, frame.sqlTicks)) / 1_000_000
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
