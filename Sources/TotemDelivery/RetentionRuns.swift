public import Logging
public import TotemKernel
import TotemStore

/// Asks plugins once a day to delete what they keep for too long, in short transactions, one plugin after another.
///
/// Of the nodes of a shop one does it; when that one dies in the middle, another begins anew.
public struct RetentionRuns: Sendable {
    /// Milliseconds.
    private static let pause: Int64 = 86_400_000
    /// Calls of one plugin in a day: one that never ends is ended.
    private static let largestCount = 10_000

    private let kernel: Kernel
    private let holder: String
    private let calendar = CalendarWatch()
    private let log: Logger

    /// - Parameter holder: the node's name, which one that takes its place has too.
    public init(_ kernel: Kernel, as holder: String = RandomToken.make(), log: Logger) {
        self.holder = holder
        self.kernel = kernel
        self.log = log
    }

    /// Runs when it is due, unless another node is at it, or the clock was set within the last hour: what is old by a wrong
    /// clock is not deleted.
    public func runIfDue() async throws {
        guard calendar.isSettled(kernel.clock), let lease = try await takeLease() else { return }
        try await kernel.holding(lease) {
            for plugin in kernel.context(for: .system).hooks.plugins(having: RetentionRun.self) {
                try await run(plugin, lease)
            }
            try await kernel.write(as: .system) { tx, context in
                try lease.end(dueAt: context.now.adding(milliseconds: Self.pause), in: tx)
            }
        }
    }

    private func run(_ plugin: String, _ lease: ScheduledWork.Lease) async throws {
        do {
            for _ in 0..<Self.largestCount {
                try Task.checkCancellation()
                let left = try await kernel.write(as: .system) { tx, context in
                    try lease.keep(in: tx, at: context.now)
                    return try context.hooks.run(RetentionRun(), of: plugin, in: HookCall(tx, context))
                }
                guard left > 0 else { return }
            }
            log.warning("a plugin's retention does not come to an end", metadata: ["plugin": "\(plugin)"])
        } catch let failure as KernelError {
            // Its own hook has failed, and the log says why; the others go on.
            log.warning("a plugin's retention failed", metadata: ["plugin": "\(plugin)", "why": "\(failure)"])
        }
    }

    private func takeLease() async throws -> ScheduledWork.Lease? {
        let work = ScheduledWork.retention
        let isDue = try await kernel.read(as: .system) { [holder] tx, context in
            guard !context.hooks.plugins(having: RetentionRun.self).isEmpty else { return false }
            return try work.isDue(as: holder, every: Self.pause, in: tx, at: context.now)
        }
        guard isDue else { return nil }
        return try await kernel.write(as: .system) { [holder] tx, context in
            try work.take(as: holder, every: Self.pause, in: tx, at: context.now)
        }
    }
}
