internal import Glibc

/// A state that threads change in turns, and wait for.
///
/// `@unchecked Sendable`: the state is touched only while the mutex is held.
package final class Monitor<State>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state: State
    private var sleepers = 0

    package init(_ state: State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    package func withLock<Value>(_ body: (inout State) throws -> Value) rethrows -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }

    /// Changes the state in a way that those who wait may have waited for.
    package func wake<Value>(all: Bool = false, _ body: (inout State) throws -> Value) rethrows -> Value {
        try withLock { state in
            let value = try body(&state)
            if sleepers > 0 {
                if all { pthread_cond_broadcast(condition) } else { pthread_cond_signal(condition) }
            }
            return value
        }
    }

    /// Waits until `body` gives a value, which is asked again after each ``wake(all:_:)``.
    package func wait<Value>(_ body: (inout State) -> Value?) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let value = body(&state) { return value }
            sleepers += 1
            pthread_cond_wait(condition, mutex)
            sleepers -= 1
        }
    }
}
