internal import Glibc
internal import Synchronization

/// A thread of the store's own. Store work blocks, and with it every hook of a plugin, so it never runs on
/// Swift's cooperative pool.
package final class StoreThread: Sendable {
    private struct State {
        /// Until it is waited for.
        var thread: pthread_t?
        var isFinished = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// - Parameter name: what the system shows for it, after `totem-`: nine characters, Linux takes no more.
    /// - Throws: ``StoreError`` `.unavailable` when the system has no more threads for this process.
    package init(_ name: String, _ body: @escaping @Sendable () -> Void) throws {
        let start = Unmanaged.passRetained(
            Start { [self] in
                Self.name("totem-" + name)
                body()
                finish()
            }
        )
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
                return nil
            },
            start.toOpaque()
        )
        guard code == 0 else {
            start.release()
            let why = String(cString: strerror(code))
            throw StoreError(.unavailable, "the system gives this process no more threads: \(why)")
        }
        state.withLock { $0.thread = thread }
    }

    deinit {
        if let thread = state.withLock({ $0.thread }) { pthread_detach(thread) }
    }

    /// Names the thread that it runs on. Glibc's function for it is not visible to Swift.
    private static func name(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, name, name.utf8.count)
        close(file)
    }

    /// Returns when the thread has ended, with what libraries do at the end of each.
    package func finished() async {
        await returned()
        if let thread = state.withLock({ $0.thread.take() }) { pthread_join(thread, nil) }
    }

    private func returned() async {
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state in
                if !state.isFinished { state.waiters.append(continuation) }
                return state.isFinished
            }
            if isFinished { continuation.resume() }
        }
    }

    private func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private final class Start {
        let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }
}

/// Something that one thread makes and another takes over for good, such as a connection.
///
/// `@unchecked Sendable`: it is written before the other thread starts, and taken by that thread alone.
package final class HandOver<Value>: @unchecked Sendable {
    private var value: Value?

    package init(_ value: Value?) {
        self.value = value
    }

    /// The value, once. Nothing is kept of it here, so it ends with the taker.
    package func take() -> Value? {
        defer { value = nil }
        return value
    }
}
