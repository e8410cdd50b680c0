internal import CPostgres
internal import Dispatch
internal import TotemStore

/// Stops what a connection runs, from any thread (`PQcancel` is safe there), over a connection of its own.
///
/// `@unchecked Sendable`: the `PGcancel` is never changed after it was made.
final class Canceller: @unchecked Sendable {
    private let pointer: OpaquePointer
    private let hasReturned = DispatchSemaphore(value: 0)

    /// Takes the ownership of `pointer`.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Asks the server on a thread of its own, because `PQcancel` waits without a limit until the server has taken note: a
    /// frozen one keeps the thread until it goes on or its machine is gone. That is one thread for each connection at
    /// most: ``wait(atMost:)`` comes before the connection runs anything else. Where there is no thread, nothing is asked, and
    /// nothing taken note of.
    func start() {
        _ = try? StoreThread("canceller") { [self] in
            var problem = [CChar](repeating: 0, count: 256)
            _ = PQcancel(pointer, &problem, Int32(problem.count))
            hasReturned.signal()
        }
    }

    /// Waits until the server has taken note of what `start()` asked. Whether there was something to stop is not told.
    /// - Returns: false when it has not within so many milliseconds. It may still do, so that whatever the connection runs
    ///   next might be stopped.
    func wait(atMost milliseconds: Int) -> Bool {
        hasReturned.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }
}
