public import Logging
import Synchronization

/// What was logged, as lines: `error: a plugin's hook failed [hook=cart.discounts, plugin=slow, why=…]`.
public final class TestLog: Sendable {
    private let written = Mutex<[String]>([])

    public init() {}

    public var lines: [String] { written.withLock { $0 } }

    public func has(_ part: String) -> Bool { lines.contains { $0.contains(part) } }

    /// A logger that writes here, whatever the level.
    public var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: TestLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let line = "\(event.level): \(event.message) [\(metadata.joined(separator: ", "))]"
            log.written.withLock { $0.append(line) }
        }
    }
}
