internal import CTotem
internal import Logging
internal import TotemKernel

/// What one plugin is asked outside of transactions: how it becomes a payload, and what comes of the answer.
protocol OutsideQuestion<Answer>: Sendable {
    associatedtype Effects: HookEffects
    associatedtype Answer: Sendable

    var point: HookPoint { get }

    func begin(in payloads: Payloads) throws -> (payload: UnsafeRawPointer, effects: Effects)

    /// - Throws: when the plugin has said nothing that is an answer.
    func answer(_ effects: Effects) throws -> Answer
}

/// A hook of one plugin that runs outside of transactions, for one request.
struct OutsideTurn: Sendable {
    let hook: ChainedHook
    let services: OutsideServices
    let context: RequestContext
    let log: Logger

    /// Asks on a thread on which the plugin may wait.
    /// - Parameter deadline: when nobody waits any more: it does not begin after that, and sends nothing.
    /// - Throws: ``OutsideFailure`` with what the plugin did wrong, which is logged; ``OutsideThreads/Busy``.
    func ask<Question: OutsideQuestion>(
        _ question: Question,
        on lane: OutsideThreads.Lane,
        until deadline: ContinuousClock.Instant
    ) async throws -> Question.Answer {
        try await OutsideThreads.run(of: hook.plugin.name, on: lane, until: deadline) {
            guard ContinuousClock.now < deadline else { throw OutsideThreads.Busy() }
            do {
                return try run(question, until: deadline)
            } catch {
                hook.registered.meter.addFailure()
                log.error(
                    "a plugin's hook failed",
                    metadata: [
                        "plugin": "\(hook.plugin.name)", "hook": "\(question.point.rawValue)", "why": "\(error)",
                    ]
                )
                throw error
            }
        }
    }

    private func run<Question: OutsideQuestion>(
        _ question: Question,
        until deadline: ContinuousClock.Instant
    ) throws -> Question.Answer {
        let call = OutsideCall(services: services, context: context, deadline: deadline)
        let frame = CallFrame(outside: call, hook.plugin, .hook(question.point), log)
        let readsPeople = hook.plugin.may(.customersRead)
        frame.payloads.hidesPeople = !readsPeople
        let (payload, effects) = try question.begin(in: frame.payloads)
        frame.payloads.show(people: readsPeople)
        frame.effects = effects
        frame.payloads.settle()
        let turn = HookTurn(hook)
        let mark = hook.plugin.instance.mark(question.point.rawValue, limit: hook.registered.limit)
        let start = Ticks.now
        let status = mark.around { turn.function(frame.raw, payload, turn.state) }
        let ticks = Ticks.now &- start
        hook.registered.meter.add(ticks)
        frame.restorePayloads()
        let failure = frame.failure(returning: status)
        _ = effects.endTurn(HookTurnOutcome(plugin: hook.plugin, ran: failure == nil, ticks: ticks))
        if let failure { throw OutsideFailure(failure) }
        return try question.answer(effects)
    }
}

/// What a plugin did wrong outside of transactions.
struct OutsideFailure: Error, CustomStringConvertible {
    let description: String

    init(_ why: String) {
        description = why
    }
}

extension CallFrame {
    /// What was wrong with a call outside of transactions; nil: nothing.
    func failure(returning status: totem_status) -> String? {
        if let failure { return failure }
        if let veto { return veto.message }
        guard status != TOTEM_OK else { return nil }
        return lastError.isEmpty ? "it returned the status \(status)" : lastError
    }
}
