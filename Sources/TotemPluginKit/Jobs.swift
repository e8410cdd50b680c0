internal import CTotem

extension Registry {
    /// Registers a job: work outside of requests and transactions. Of each job one run goes on at a time, in the whole shop; one
    /// that throws is run again later, from its last checkpoint.
    /// - Parameter schedule: when it is run by itself: "every 5m", or five fields as cron has them, in UTC; nil: only what is
    ///   queued.
    public func job(
        _ name: StaticString,
        schedule: StaticString? = nil,
        _ body: @escaping @Sendable (Call, JobRun) throws -> Void
    ) throws {
        starting.handlers.jobs["\(name)"] = body
        try HostError.check(totem_job(raw, Text.pointer(name), schedule.map { Text.pointer($0) }, Trampolines.job))
    }
}

extension Trampolines {
    static let job: totem_job_fn = { call, run, state in
        Trampolines.run(call, run, state) { call, run, handlers in
            let run = JobRun(run)
            guard let body = handlers.jobs[run.job] else { throw HostError(status: totem_status(TOTEM_NOT_FOUND)) }
            try body(call, run)
        }
    }
}

extension Call {
    /// Queues a run of a job, in the transaction: it is run after the commit.
    /// - Parameters:
    ///   - json: what the run is given, JSON text; nil: null.
    ///   - due: not before then, in milliseconds since 1970; nil: soon.
    ///   - key: of runs with equal keys that wait there is only the first.
    public func enqueue(_ job: StaticString, json: String? = nil, due: Int64? = nil, key: String? = nil) throws {
        let status = Text.with(json) { json in
            Text.with(key) { key in totem_enqueue(raw, Text.pointer(job), json, due ?? 0, key) }
        }
        try HostError.check(status)
    }

    /// Keeps how far a job has come; a run that is begun again is given it. In a transaction of the job it is kept together
    /// with what that writes.
    /// - Parameter json: JSON text.
    public func checkpoint(_ json: String) throws {
        try HostError.check(Text.with(json) { totem_checkpoint(raw, $0) })
    }

    /// Runs `body` in a transaction of its own, where none is open: of jobs and outside routes. It may run more than once, so it
    /// keeps nothing but what it returns. What it throws undoes the transaction.
    public func transaction<Value>(_ body: (Call) throws -> Value) throws -> Value {
        try withoutActuallyEscaping(body) { body in
            let opened = OpenedTransaction(body)
            let state = Unmanaged<AnyTransaction>.passUnretained(opened).toOpaque()
            let status = totem_transaction(raw, AnyTransaction.function, state)
            if let error = opened.error { throw error }
            try HostError.check(status)
            guard let value = opened.value else { throw HostError(status: totem_status(TOTEM_ERROR)) }
            return value
        }
    }

    /// How many rows are still to be deleted. Only in `retention.run`.
    public func setRemaining(_ count: Int64) throws { try HostError.check(totem_remaining(raw, count)) }
}

/// What runs in a transaction, and what comes of it.
private class AnyTransaction {
    var error: (any Error)?

    func run(_ call: Call) throws {}

    static let function: totem_transaction_fn = { call, state in
        guard let call, let state else { return totem_status(TOTEM_INVALID) }
        let transaction = Unmanaged<AnyTransaction>.fromOpaque(state).takeUnretainedValue()
        transaction.error = nil
        do {
            try transaction.run(Call(call))
            return totem_status(TOTEM_OK)
        } catch let veto as Veto {
            // It is thrown on to whoever has opened the transaction: told here too, it would be said twice.
            transaction.error = veto
            return totem_status(TOTEM_VETO)
        } catch let error as HostError {
            transaction.error = error
            return error.status
        } catch {
            transaction.error = error
            return totem_status(TOTEM_ERROR)
        }
    }
}

private final class OpenedTransaction<Value>: AnyTransaction {
    private let body: (Call) throws -> Value
    private(set) var value: Value?

    init(_ body: @escaping (Call) throws -> Value) {
        self.body = body
    }

    override func run(_ call: Call) throws { value = try body(call) }
}
