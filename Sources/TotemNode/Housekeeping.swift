public import Logging
import TotemKernel
import TotemStore

/// Deletes what nobody can use any more: sessions that ended, idempotency keys older than 24 hours.
public struct Housekeeping: Sendable {
    private let node: Node
    private let interval: Duration
    private let log: Logger

    public init(_ node: Node, every interval: Duration = .seconds(600), log: Logger) {
        self.node = node
        self.interval = interval
        self.log = log
    }

    /// Sweeps now and then until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do {
                try await sweep()
            } catch {
                log.warning("housekeeping failed; trying again later", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: interval)
        }
    }

    /// Sweeps once, in several short transactions, so that no buyer waits for it.
    public func sweep() async throws {
        try await node.kernel.write(as: .system) { tx, context in
            _ = try SessionStore.sweep(in: tx, at: context.now)
        }
        while try await sweepKeys() >= Self.keysAtOnce, !Task.isCancelled {}
    }

    /// How many keys one transaction deletes at most.
    private static let keysAtOnce = 1000

    private func sweepKeys() async throws -> Int {
        try await node.kernel.write(as: .system) { tx, context in
            try IdempotencyKeys.sweep(in: tx, at: context.now)
        }
    }
}
