internal import CTotem
internal import CTotemHost
internal import Logging
internal import TotemKernel

/// Runs the hooks of a chain and decides what the outcome of each means.
enum HookRunner {
    /// A hook may take this many times its budget before it counts as failed.
    static let patience: Int64 = 10
    /// Milliseconds that are no failure, however short the budget: on a busy machine a hook may wait for what another thread
    /// holds that has no processor.
    static let leastFailure: Int64 = 500
    /// Milliseconds after which one that does not return at all is ended with its process, at the earliest.
    static let leastLimit: Int64 = 2000

    /// Runs one hook after another. A hook that returns well and soon and has called nothing of the host's has said
    /// nothing, so there is nothing to look at.
    ///
    /// Reading the processor's clock costs more than calling a hook, so a silent one is only looked at by the coarse clock: one
    /// in whose turn it did not move was quicker than any budget.
    /// - Throws: ``KernelError``: a plugin's veto, or its failure when that is closed.
    static func run(_ chain: HookChain, _ frame: CallFrame, _ payload: UnsafeRawPointer) throws {
        guard let first = chain.turns.baseAddress else { return }
        let call = frame.raw
        let watch = frame.payloads.watch
        if watch.isSoiled { frame.payloads.settle() }
        totem_coarse_wind()
        var coarse = totem_coarse_now()
        var start = Ticks.now
        let marker = totem_marker_here()
        let place = totem_marker_enter(marker, Mark.host.raw, coarse)
        defer { totem_marker_leave_inner(marker, place) }
        let hidesPeople = chain.hidesPeople
        for index in 0..<chain.turns.count {
            let turn = first + index
            frame.begin(turn)
            if hidesPeople { frame.payloads.show(people: turn.pointee.readsPeople) }
            totem_marker_next(marker, place, turn.pointee.mark, coarse)
            let status = turn.pointee.function(call, payload, turn.pointee.state)
            let now = totem_coarse_now()
            if status == TOTEM_OK, !frame.hasBeenCalled, now == coarse, !watch.isSoiled { continue }
            coarse = now
            let end = Ticks.now
            let hook = chain.hooks[index]
            frame.restorePayloads()
            let ran = try judge(status, hook, frame, end &- start) { totem_marker_delayed(marker, place) }
            if frame.hasBeenCalled, let effects = frame.effects {
                guard effects.endTurn(HookTurnOutcome(plugin: hook.plugin, ran: ran, ticks: end &- start)) else {
                    return
                }
            }
            frame.forgetTurn()
            start = Ticks.now
        }
    }

    private static func judge(
        _ status: totem_status,
        _ hook: ChainedHook,
        _ frame: CallFrame,
        _ ticks: UInt64,
        _ delayed: () -> UInt64
    ) throws -> Bool {
        hook.registered.meter.add(ticks)
        if let failure = frame.storeFailure {
            // The engine may run the whole transaction again, or the store is gone: either way nothing goes on here.
            try? frame.end(undo: true)
            throw failure
        }
        if let veto = frame.veto(returning: status) {
            // What can't be undone alone is undone with the transaction, which ends here.
            try? frame.end(undo: true)
            throw KernelError(veto, by: hook.plugin.name)
        }
        let failure = failure(status, frame) ?? overrun(ticks, hook, frame, delayed)
        guard let failure else {
            try frame.end(undo: false)
            return true
        }
        let isUndone = (try? frame.end(undo: true)) != nil
        hook.registered.meter.addFailure()
        frame.whyFailed = failure
        frame.log.error(
            "a plugin's hook failed",
            metadata: [
                "plugin": "\(hook.plugin.name)", "hook": "\(hook.registered.point.rawValue)", "why": "\(failure)",
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

    /// What a slow hook means: a line in the log, and far beyond its budget a failure. What the host does for it is not its time, and
    /// on a busy machine not every millisecond is anybody's.
    /// - Parameter delayed: for how many milliseconds its thread had no processor.
    private static func overrun(
        _ ticks: UInt64,
        _ hook: ChainedHook,
        _ frame: CallFrame,
        _ delayed: () -> UInt64
    ) -> String? {
        let milliseconds = Ticks.nanoseconds(ticks - min(ticks, frame.hostTicks)) / 1_000_000
        let budget = hook.registered.budget
        guard milliseconds > budget else { return nil }
        let own = milliseconds - Int64(clamping: delayed())
        guard own > budget else { return nil }
        let took = "it took \(own) ms, its budget is \(budget) ms"
        if own > max(budget * patience, leastFailure) { return took }
        frame.log.warning(
            "a plugin's hook is slow",
            metadata: ["plugin": "\(hook.plugin.name)", "hook": "\(hook.registered.point.rawValue)", "why": "\(took)"]
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
        self.init(kind, veto.code, veto.message, fields: veto.fields, by: plugin)
    }

    /// A plugin's route has given no answer that can be sent.
    static func noAnswer(of plugin: String) -> KernelError {
        KernelError(
            .unavailable,
            "plugin-failed",
            "The plugin \(plugin) failed to answer. The log says why; the shop itself goes on.",
            retryAfter: 5
        )
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
