import Synchronization
import TotemKernel
import TotemStore

/// How many orders were placed through this process.
package final class PlacedOrders: Sendable {
    private let counter = Atomic(0)

    package var count: Int { counter.load(ordering: .relaxed) }

    /// Counts an order of this request once it is durable.
    func count(after tx: Transaction) {
        tx.afterCommit { self.counter.add(1, ordering: .relaxed) }
    }
}
