import Glibc
import Synchronization

/// The `Date` of answers (RFC 9110 §6.6.1), written once a second.
final class DateField: Sendable {
    private let last = Mutex<(second: time_t, text: String)>((0, ""))

    var text: String {
        let now = time(nil)
        return last.withLock { last in
            if last.second != now { last = (now, Self.text(of: now)) }
            return last.text
        }
    }

    private static func text(of second: time_t) -> String {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            // The program keeps the locale "C".
            strftime(start, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            return String(cString: start)
        }
    }
}
