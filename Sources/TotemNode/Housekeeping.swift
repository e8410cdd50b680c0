public import Logging
public import TotemKernel
import TotemPluginHost
import TotemStore

/// Deletes what nobody can use any more: sessions that ended, idempotency keys older than 24 hours, carts that nobody has
/// changed for 30 days, events older than a day that every reader has passed, rights of plugins that are off or have been
/// upgraded. And finishes what somebody was stopped in, such as counting a switched warehouse's stock, or finding a moved
/// category's products in their new place; and asks payment providers what became of what nobody waits for any more.
///
/// Of the nodes of a shop one does it at a time. When that one dies in the middle, the one that comes in its place goes on at
/// once, and another a minute later.
public struct Housekeeping: Sendable {
    private let node: Node
    private let interval: Duration
    private let log: Logger
    private let holder: String
    private let calendar = CalendarWatch()
    private let settlement: PaymentSettlement

    /// - Parameters:
    ///   - holder: the node's name, which one that takes its place has too.
    ///   - interval: from the end of one sweep of any node to the next.
    public init(
        _ node: Node,
        as holder: String = RandomToken.make(),
        every interval: Duration = .seconds(600),
        log: Logger
    ) {
        self.node = node
        self.holder = holder
        self.interval = interval
        self.log = log
        settlement = PaymentSettlement(node.kernel, as: holder, log: log)
    }

    /// Sweeps when it is due, until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do {
                try await node.kernel.finishRecounts()
                try await node.kernel.finishMoves()
                try await settlement.settleIfDue()
                try await sweepIfDue()
            } catch is LeaseLost {
                log.warning("another node has taken over the housekeeping: this one was stopped for a minute")
            } catch is CancellationError {
                break
            } catch {
                log.warning("housekeeping failed; trying again later", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: min(interval, .seconds(30)))
        }
    }

    /// Sweeps in several short transactions, so that no buyer waits for it, unless another node is at it or has just
    /// done it, or the clock was set within the last hour: what is old by a wrong clock is not deleted.
    /// - Returns: whether this node did it.
    @discardableResult
    public func sweepIfDue() async throws -> Bool {
        guard calendar.isSettled(node.kernel.clock), let lease = try await takeLease() else { return false }
        try await node.kernel.holding(lease) {
            while try await sweep(lease, SessionStore.sweep) > 0, !Task.isCancelled {}
            while try await sweep(lease, IdempotencyKeys.sweep) > 0, !Task.isCancelled {}
            while try await sweep(lease, CartStore.sweep) > 0, !Task.isCancelled {}
            while try await sweep(lease, FeedSweep.sweep) > 0, !Task.isCancelled {}
            try await node.plugins.sweepRights()
            try await node.kernel.write(as: .system) { [pause] tx, context in
                try lease.end(dueAt: context.now.adding(milliseconds: pause), in: tx)
            }
        }
        return true
    }

    private var pause: Int64 { interval.components.seconds * 1000 }

    private func takeLease() async throws -> ScheduledWork.Lease? {
        let work = ScheduledWork.housekeeping
        let isDue = try await node.kernel.read(as: .system) { [holder, pause] tx, context in
            try work.isDue(as: holder, every: pause, in: tx, at: context.now)
        }
        guard isDue else { return nil }
        return try await node.kernel.write(as: .system) { [holder, pause] tx, context in
            try work.take(as: holder, every: pause, in: tx, at: context.now)
        }
    }

    /// One short transaction.
    /// - Returns: what `body` returns: how many rows it deleted.
    private func sweep(
        _ lease: ScheduledWork.Lease,
        _ body: @escaping @Sendable (Transaction, Timestamp) throws -> Int
    ) async throws -> Int {
        try await node.kernel.write(as: .system) { tx, context in
            try lease.keep(in: tx, at: context.now)
            return try body(tx, context.now)
        }
    }
}
