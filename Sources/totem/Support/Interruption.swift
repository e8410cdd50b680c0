import Dispatch
import Glibc

/// Ctrl-C and the like, for work that can say how far it came.
enum Interruption {
    /// Runs `body`, and cancels it at the first signal that asks the program to end. A second one ends it at once.
    static func stopping<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let work = Task { try await body() }
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                work.cancel()
                signal(number, SIG_DFL)
            }
            source.resume()
            return (number, source)
        }
        defer {
            for (number, source) in sources {
                source.cancel()
                signal(number, SIG_DFL)
            }
        }
        return try await work.value
    }
}
