import Synchronization

/// How much of the memory that bodies may take is taken. Small bodies take part in none of it: whoever claims a lot of it
/// keeps nobody from buying.
final class BodyMemory: Sendable {
    /// Of each body this much is free.
    static let freeBytes = 16 * 1024
    private let limit: Int
    private let taken = Atomic(0)

    init(limit: Int = ServerLimits.allBodiesBytes) {
        self.limit = limit
    }

    var bytes: Int { taken.load(ordering: .relaxed) }

    /// - Returns: whether there was so much left.
    func take(_ count: Int) -> Bool {
        guard taken.add(count, ordering: .relaxed).newValue > limit else { return true }
        release(count)
        return false
    }

    func release(_ count: Int) {
        taken.subtract(count, ordering: .relaxed)
    }
}
