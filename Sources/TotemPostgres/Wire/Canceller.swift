internal import CPostgres

/// Stops what a connection runs, from any thread (`PQcancel` is safe there), over a connection of its own.
///
/// `@unchecked Sendable`: the `PGcancel` is never changed after it was made.
final class Canceller: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// Takes the ownership of `pointer`.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Returns once the server has taken note. Whether there was something to stop is not told.
    func cancel() {
        var problem = [CChar](repeating: 0, count: 256)
        _ = PQcancel(pointer, &problem, Int32(problem.count))
    }
}
