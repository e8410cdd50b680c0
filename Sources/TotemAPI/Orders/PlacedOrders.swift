import Synchronization
import TotemKernel
import TotemStore

/// How many orders were placed through this process.
package final class PlacedOrders: Sendable {
    private let counter = Atomic(0)

    package var count: Int { counter.load(ordering: .relaxed) }

    /// Counts an order of this request once it is durable. A cart that was checked out before answers with the order of
    /// then, which counts no more.
    func count(_ order: Order, at now: Timestamp, after tx: Transaction) {
        guard order.createdAt == now else { return }
        tx.afterCommit { self.counter.add(1, ordering: .relaxed) }
    }
}
