public import Logging
public import TotemKernel
import TotemStore

/// Tells plugins what has happened, by their after-hooks: each in its own transactions, at least once, in the order of the
/// feed. An event that a plugin fails at is tried again later and later, then put aside (``EventDelivery``).
///
/// Of the nodes of a shop one does it at a time. When that one dies in the middle, the one that comes in its place goes on at
/// once, and another a minute later.
public struct EventTelling: Sendable {
    /// Events of one transaction, at most.
    static let batch = 100
    /// How long those that it hears may take altogether, each as long as it may, in milliseconds: writes of others wait meanwhile.
    private static let longestTransaction: Int64 = 1_000
    /// How long a plugin may stand before events that it does not hear, in milliseconds.
    static let pause: Int64 = 60_000
    /// Transactions for one plugin before it is the next one's turn.
    private static let largestTurn = 50

    private let kernel: Kernel
    private let holder: String
    private let log: Logger

    /// - Parameter holder: the node's name, which one that takes its place has too.
    public init(_ kernel: Kernel, as holder: String = RandomToken.make(), log: Logger) {
        self.holder = holder
        self.kernel = kernel
        self.log = log
    }

    /// Tells what there is to tell, unless another node is at it.
    public func tellIfDue() async throws {
        let isDue = try await kernel.read(as: .system) { tx, context in try !Plan(in: tx, context).isEmpty }
        guard isDue, let (lease, plan) = try await begin() else { return }
        try await kernel.holding(lease) {
            for plugin in plan.behind { try await tell(plugin, lease) }
            for failed in plan.replayed { try await replay(failed, lease) }
            try await kernel.write(as: .system) { tx, context in try lease.end(dueAt: context.now, in: tx) }
        }
    }

    // MARK: - The feed

    private func tell(_ plugin: String, _ lease: ScheduledWork.Lease) async throws {
        // After a failure they go one by one, until the one that is to blame is found.
        var singly = 0
        for _ in 0..<Self.largestTurn {
            try Task.checkCancellation()
            do {
                let isMore = try await write(lease) { [singly] tx, context in
                    try Self.tellNext(to: plugin, singly: singly > 0, in: tx, context)
                }
                guard isMore else { return }
                singly = max(0, singly - 1)
            } catch let stumble as Stumble where stumble.events.count > 1 {
                singly = stumble.events.count
            } catch let stumble as Stumble {
                guard try await keepFailure(plugin, stumble, lease) else { return }
            }
        }
    }

    /// - Returns: whether there may be more to tell it now.
    private static func tellNext(
        to plugin: String,
        singly: Bool,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Bool {
        let reader = EventDelivery.reader(of: plugin)
        // The plugin may have been switched off since, and is not while this goes on.
        guard let hooks = context.hooks.listeners[plugin], try reader.hold(in: tx) else { return false }
        let stall = try EventDelivery.stall(of: plugin, in: tx)
        if let stall, !stall.isDue(at: context.now) { return false }
        let limit = singly || stall != nil ? 1 : batch
        let most = max(1, longestTransaction / max(1, context.hooks.longestTelling(to: plugin)))
        var heard: Int64 = 0
        let isLast = { (event: Event) in
            if hooks.contains(where: { $0.tells(event) }) { heard += 1 }
            return heard >= most
        }
        let count = try reader.read(atMost: limit, endingAt: isLast, in: tx, at: context.now) { events in
            try tell(events, by: hooks, to: plugin, in: tx, context)
        }
        if stall != nil { try EventDelivery.recovered(plugin, in: tx) }
        return count == limit || heard >= most
    }

    private static func tell(
        _ events: [Event],
        by hooks: Set<AfterHook>,
        to plugin: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws {
        do {
            for told in try AfterHook.telling(events, by: hooks, in: tx) {
                try context.hooks.tell(told, to: plugin, in: HookCall(tx, context))
            }
        } catch let failure as ToldInVain {
            throw Stumble(events: events, why: failure.description)
        }
    }

    /// - Returns: whether the event was put aside, and the next can be told.
    private func keepFailure(_ plugin: String, _ stumble: Stumble, _ lease: ScheduledWork.Lease) async throws -> Bool {
        guard let event = stumble.events.first else { return false }
        let isPutAside = try await write(lease) { tx, context in
            try EventDelivery.failed(plugin, at: event, stumble.why, in: tx, at: context.now)
        }
        guard isPutAside else { return false }
        log.error(
            "a plugin was told of an event in vain; totem events failed shows it, totem events replay tries it again",
            metadata: ["plugin": "\(plugin)", "event": "\(event.id)", "type": "\(event.type)", "why": "\(stumble.why)"]
        )
        return true
    }

    // MARK: - What was put aside

    private func replay(_ failed: FailedEvent, _ lease: ScheduledWork.Lease) async throws {
        do {
            try await write(lease) { tx, context in
                guard let hooks = context.hooks.listeners[failed.plugin] else { return }
                try Self.tell([failed.event], by: hooks, to: failed.plugin, in: tx, context)
                try FailedEvents.remove(failed.id, in: tx)
            }
        } catch let stumble as Stumble {
            try await write(lease) { tx, context in
                try FailedEvents.failedAgain(failed.id, stumble.why, in: tx, at: context.now)
            }
        }
    }

    // MARK: - The lease

    /// Nil: another node is at it.
    private func begin() async throws -> (ScheduledWork.Lease, Plan)? {
        try await kernel.write(as: .system) { [holder] tx, context in
            guard let lease = try ScheduledWork.events.take(as: holder, every: 0, in: tx, at: context.now) else {
                return nil
            }
            let plan = try Plan(in: tx, context)
            for (plugin, hears) in plan.changed {
                try EventDelivery.keep(plugin, hears: hears, in: tx, at: context.now)
            }
            return (lease, plan)
        }
    }

    /// One short transaction, by the plugins that are on then.
    private func write<Value: Sendable>(
        _ lease: ScheduledWork.Lease,
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Value
    ) async throws -> Value {
        try await kernel.write(as: .system) { tx, context in
            try lease.keep(in: tx, at: context.now)
            return try body(tx, context)
        }
    }
}

/// A plugin failed at one of these events.
private struct Stumble: Error {
    let events: [Event]
    let why: String
}

/// What there is to do.
private struct Plan: Sendable {
    /// Plugins that hear events and have no place in the feed yet, and those that have one and hear none any more.
    let changed: [String: Bool]
    /// Plugins that there is something to tell to now.
    let behind: [String]
    let replayed: [FailedEvent]

    init(in tx: Transaction, _ context: RequestContext) throws {
        let listeners = context.hooks.listeners
        guard !listeners.isEmpty else {
            changed = [:]
            behind = []
            replayed = []
            return
        }
        let readers = try EventDelivery.readers(in: tx)
        changed = listeners.mapValues { !$0.isEmpty }.filter { readers.contains($0.key) != $0.value }
        let hearing = listeners.keys.filter { listeners[$0]?.isEmpty == false }.sorted()
        behind = try hearing.filter { plugin in
            let next = try EventDelivery.reader(of: plugin).upcoming(atMost: EventTelling.batch, in: tx)
            guard let oldest = next.first else { return false }
            // What it does not hear is passed now and then: that costs a commit, too.
            let isHeard = next.contains { event in listeners[plugin]?.contains { $0.tells(event) } ?? false }
            let isOld = oldest.createdAt <= context.now.adding(milliseconds: -EventTelling.pause)
            guard isHeard || isOld || next.count == EventTelling.batch else { return false }
            return try EventDelivery.stall(of: plugin, in: tx).map { $0.isDue(at: context.now) } ?? true
        }
        replayed =
            hearing.isEmpty ? [] : try FailedEvents.replayed(of: hearing, atMost: EventTelling.batch, in: tx)
    }

    var isEmpty: Bool { changed.isEmpty && behind.isEmpty && replayed.isEmpty }
}
