internal import Synchronization

/// What a pool's threads know of each other's attempts to connect.
///
/// An attempt at a server that says nothing takes seconds. A job does not begin another one when one has failed that began
/// after the job came, or a queue of jobs would wait for as many attempts one after the other.
final class ConnectionAttempts: Sendable {
    private struct State {
        var begun = 0
        /// The latest that failed, by its number.
        var failed: (number: Int, error: any Error)?
    }

    private let state = Mutex(State())

    /// How many have begun.
    var count: Int { state.withLock { $0.begun } }

    /// Why one failed that began when there had been so many.
    func failure(after count: Int) -> (any Error)? {
        state.withLock { state in
            guard let failed = state.failed, failed.number > count else { return nil }
            return failed.error
        }
    }

    /// One attempt.
    func make(_ connect: () throws -> Connection) throws -> Connection {
        let number = state.withLock { state in
            state.begun += 1
            return state.begun
        }
        do {
            return try connect()
        } catch {
            state.withLock { state in
                if number > state.failed?.number ?? 0 { state.failed = (number, error) }
            }
            throw error
        }
    }
}
