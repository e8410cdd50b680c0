import Synchronization
import TotemKernel
import TotemStore

/// What the server counts by itself.
final class ServerMetrics: Sendable {
    let requests = RequestMetrics()
    private let countOfOrders = Atomic(0)

    var ordersPlaced: Int { countOfOrders.load(ordering: .relaxed) }

    /// Counts an order of this request once it is durable. A cart that was checked out before answers with the order of
    /// then, which counts no more.
    func count(_ order: Order, at now: Timestamp, after tx: Transaction) {
        guard order.createdAt == now else { return }
        tx.afterCommit { self.countOfOrders.add(1, ordering: .relaxed) }
    }
}
