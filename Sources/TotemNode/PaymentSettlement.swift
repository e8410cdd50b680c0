import Logging
import TotemKernel
import TotemStore

/// Asks providers what became of payments that nobody waits for any more: the node that asked was stopped, or the buyer has
/// not come back. Then they are settled, or what their orders hold is released.
///
/// Of the nodes of a shop one does it at a time. When that one dies in the middle, the one that comes in its place goes on at
/// once, and another a minute later.
struct PaymentSettlement: Sendable {
    /// So many in one lease, that the next lease sees those of other nodes.
    private static let atOnce = 100

    private let kernel: Kernel
    private let holder: String
    private let log: Logger

    init(_ kernel: Kernel, as holder: String, log: Logger) {
        self.kernel = kernel
        self.holder = holder
        self.log = log
    }

    func settleIfDue() async throws {
        guard !kernel.providers(for: kernel.context(for: .system)).isEmpty else { return }
        let payments = try await kernel.duePayments(Self.atOnce)
        let operations = try await kernel.dueOperations(Self.atOnce)
        guard !payments.isEmpty || !operations.isEmpty, let lease = try await takeLease() else { return }
        try await kernel.holding(lease) {
            for id in payments {
                try await keep(lease)
                await logging("payment", "\(id)") { try await settle(id) }
            }
            for id in try await kernel.dueOperations(Self.atOnce) {
                try await keep(lease)
                await logging("payment operation", "\(id)") { _ = try await finish(id) }
            }
            try await kernel.write(as: .system) { tx, context in try lease.end(dueAt: context.now, in: tx) }
        }
    }

    private func settle(_ id: Payment.ID) async throws {
        let outcome = try await kernel.settle(id, .settle, kernel.context(for: .system))
        guard case .failed(let order, let reason) = outcome else { return }
        log.notice(
            "an order was not paid, and holds nothing any more",
            metadata: ["order": "\(order.number)", "reason": "\(reason)"]
        )
    }

    private func finish(_ id: PaymentOperation.ID) async throws {
        let change = try await kernel.finish(id, isNew: false, kernel.context(for: .system))
        let metadata: Logger.Metadata = ["order": "\(change.order.number)"]
        switch change {
        case .done: log.notice("a payment provider has done what it was asked for", metadata: metadata)
        case .outstanding: break
        case .declined(_, let reason):
            log.error(
                "a payment provider declined what it was asked for; look after the payment by hand",
                metadata: metadata.merging(["reason": "\(reason)"]) { _, new in new }
            )
        }
    }

    /// One that can't be settled now does not keep the others from it: it is tried again.
    private func logging(_ what: String, _ id: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch let error as KernelError where error.code == KernelError.requestInProgress.code {
            log.debug("a \(what) is being looked after", metadata: ["id": "\(id)"])
        } catch {
            log.warning("a \(what) can't be settled now; trying again", metadata: ["id": "\(id)", "error": "\(error)"])
        }
    }

    private func takeLease() async throws -> ScheduledWork.Lease? {
        try await kernel.write(as: .system) { [holder] tx, context in
            try ScheduledWork.payments.take(as: holder, every: 0, in: tx, at: context.now)
        }
    }

    /// A provider is asked for as long as its patience, twice at most.
    private func keep(_ lease: ScheduledWork.Lease) async throws {
        try await kernel.write(as: .system) { tx, context in try lease.keep(in: tx, at: context.now) }
    }
}
