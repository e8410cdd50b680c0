import Synchronization

/// What everybody in a walk saw.
final class WalkNotes: Sendable {
    /// An order that a buyer was told of.
    struct Answered: Sendable {
        let id: Int64
        let number: String
        let subtotal: Int64
        let total: Int64
    }

    private struct State {
        var orders: [Answered] = []
        var counts: [String: Int] = [:]
        var surprises: [String] = []
        /// By plugin: the newest order when its data was dropped last.
        var dropped: [String: Int64] = [:]
        var isOver = false
    }

    private let state = Mutex(State())

    var orders: [Answered] { state.withLock { $0.orders } }
    var surprises: [String] { state.withLock { $0.surprises } }
    var isOver: Bool { state.withLock { $0.isOver } }

    /// What happened how often, a line for each.
    var summary: String {
        state.withLock { state in
            state.counts.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }.joined(separator: "\n")
        }
    }

    func end() { state.withLock { $0.isOver = true } }
    func take(_ order: Answered) { state.withLock { $0.orders.append(order) } }
    func count(of what: String) -> Int { state.withLock { $0.counts[what] ?? 0 } }
    func count(_ what: String) { state.withLock { $0.counts[what, default: 0] += 1 } }
    func wonder(_ what: String) { state.withLock { $0.surprises.append(what) } }
    func drop(_ plugin: String, newest: Int64) { state.withLock { $0.dropped[plugin] = newest } }
    func dropped(_ plugin: String) -> Int64 { state.withLock { $0.dropped[plugin] ?? 0 } }
}
