internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// `totem_transaction`: a transaction that a plugin opens where there is none.
extension CallFrame {
    func runTransaction(_ function: totem_transaction_fn?, _ state: UnsafeMutableRawPointer?) -> totem_status {
        guard let outside else {
            return refuse(TOTEM_MISUSE, "totem_transaction is for where there is none: \(place.name) runs in one")
        }
        guard let function else { return refuse(TOTEM_INVALID, "totem_transaction needs a function") }
        let transaction = ShortTransaction(
            function: PluginFunction(function: function, state: state),
            outside: outside,
            plugin: plugin,
            place: .transaction(place.name),
            request: request,
            run: run,
            log: log
        )
        do {
            let outcome = try OutsideThreads.wait { try await transaction.run() }
            request?.answer = outcome.answer
            return HostTable.ok
        } catch let undone as UndoneTransaction {
            veto = undone.outcome.veto ?? veto
            lastError = undone.outcome.error
            return undone.outcome.veto == nil ? undone.outcome.status : totem_status(TOTEM_VETO)
        } catch let lost as JobLost {
            return lose(lost)
        } catch {
            return refuse(TOTEM_STORE, "the transaction was not committed: \(error)")
        }
    }

    /// Another node runs the job: nothing more comes of this run.
    func lose(_ lost: JobLost) -> totem_status {
        failure = failure ?? lost.description
        return refuse(TOTEM_STORE, lost.description)
    }
}

/// A function of a plugin, and what it is given back. It is called while the plugin waits for it.
private struct PluginFunction: @unchecked Sendable {
    let function: totem_transaction_fn
    let state: UnsafeMutableRawPointer?
}

private struct ShortTransaction: Sendable {
    let function: PluginFunction
    let outside: OutsideCall
    let plugin: ActivePlugin
    let place: CallPlace
    let request: RequestState?
    let run: JobRun?
    let log: Logger

    /// - Throws: ``UndoneTransaction`` with what the plugin said; ``JobLost``; the store's trouble.
    func run() async throws -> TransactionOutcome {
        let services = outside.services
        return try await services.store.write(for: run == nil ? .longRequest : .work) { tx in
            let now = services.clock.now
            tx.author = outside.context.actor.name
            tx.moment = now.milliseconds
            // What a node that was taken for dead still wants to write is not written.
            try run?.keep(in: tx, at: now)
            let context = RequestContext(actor: outside.context.actor, now: now, hooks: outside.context.hooks)
            return try call(in: HookCall(tx, context))
        }
    }

    private func call(in call: HookCall) throws -> TransactionOutcome {
        let frame = CallFrame(call, plugin, place, log)
        frame.request = request
        frame.run = run
        let mark = plugin.instance.mark(
            place.name,
            limit: plugin.instance.manifest.limitMilliseconds,
            keepsOthers: true
        )
        let status = mark.around { function.function(frame.raw, function.state) }
        if let failure = frame.storeFailure {
            try? frame.end(undo: true)
            throw failure
        }
        try frame.end(undo: false)
        let outcome = TransactionOutcome(status, frame)
        guard outcome.isGood else { throw UndoneTransaction(outcome: outcome) }
        return outcome
    }
}

/// What a plugin's function has said in its transaction.
private struct TransactionOutcome: Sendable {
    let status: totem_status
    let veto: CallFrame.Veto?
    let error: String
    let answer: PluginResponse?

    init(_ status: totem_status, _ frame: CallFrame) {
        let hasFailed = frame.failure != nil
        self.status = status == TOTEM_OK && hasFailed ? totem_status(TOTEM_ERROR) : status
        veto = frame.veto
        error = frame.failure ?? frame.lastError
        answer = frame.request?.answer
    }

    var isGood: Bool { status == TOTEM_OK && veto == nil }
}

private struct UndoneTransaction: Error {
    let outcome: TransactionOutcome
}
