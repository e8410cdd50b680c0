import Synchronization
import TotemKernel

/// Searches that are under way. Who asks for what is being looked for already waits for the same answer, so that a crowd
/// which searches for one thing costs as much as one; unless something was committed since that look began: then it is
/// looked for again. Nothing is kept.
final class SharedSearches: Sendable {
    /// What an answer depends on, beside the store.
    struct Question: Hashable {
        /// Path and query as they came.
        let target: String
        let isStaff: Bool
        /// The plugins of the request.
        let hooks: ObjectIdentifier
    }

    private struct Search {
        let task: Task<Answer, any Error>
        let number: Int
        /// How often the catalogue had changed when it began.
        let changes: Int
    }

    private struct State {
        var running: [Question: Search] = [:]
        var count = 0
        var changes = 0
    }

    private let state = Mutex(State())

    /// What is found from now on may be another thing.
    func forget(_ news: FeedNews) {
        guard news != .other else { return }
        state.withLock { $0.changes += 1 }
    }

    /// What is asked is looked for by the task, alone or for others too.
    func begin(
        _ question: Question,
        _ find: @escaping @Sendable () async throws -> Answer
    ) -> Task<Answer, any Error> {
        state.withLock { state in
            if let search = state.running[question], search.changes == state.changes { return search.task }
            state.count += 1
            let number = state.count
            let task = Task {
                defer { self.end(question, number) }
                return try await find()
            }
            state.running[question] = Search(task: task, number: number, changes: state.changes)
            return task
        }
    }

    /// One that began later may have taken its place.
    private func end(_ question: Question, _ number: Int) {
        state.withLock { state in
            if state.running[question]?.number == number { state.running[question] = nil }
        }
    }
}
