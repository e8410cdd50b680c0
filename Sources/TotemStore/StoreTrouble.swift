private import Synchronization

/// What was wrong with the disk, or with what is on it, when a store was last used.
package final class StoreTrouble: Sendable {
    private struct State {
        var error: StoreError?
        var since = ContinuousClock.now
    }

    private let state = Mutex(State())

    package init() {}

    /// The last error that no later write has refuted. Damage is refuted by nothing.
    package var last: StoreError? { state.withLock { $0.error } }

    /// The same, unless it is older. For a store that nobody writes to while it is said to be in trouble.
    package func last(within age: Duration) -> StoreError? {
        state.withLock { $0.since + age > .now || $0.error?.code == .corrupt ? $0.error : nil }
    }

    /// Runs a read, and remembers the trouble that ends it.
    package func reading<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as StoreError {
            if [.corrupt, .inputOutput].contains(error.code) { note(error) }
            throw error
        }
    }

    /// Runs a write, and remembers the trouble that ends it.
    package func writing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            forget()
            return value
        } catch let error as StoreError {
            if [.corrupt, .inputOutput, .full, .readOnly].contains(error.code) { note(error) }
            throw error
        }
    }

    private func note(_ error: StoreError) {
        state.withLock { state in
            guard state.error?.code != .corrupt else { return }
            state = State(error: error, since: .now)
        }
    }

    private func forget() {
        state.withLock { state in
            if state.error?.code != .corrupt { state.error = nil }
        }
    }
}
