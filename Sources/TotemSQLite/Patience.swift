internal import CSQLite
internal import Glibc

/// Waits for another process that holds the database. A shop that sells lets go of it for a fraction of a millisecond between
/// two commits; SQLite's own way, which soon looks only ten times a second, mostly misses that, and a command that has to
/// write, such as one that switches a plugin off, would fail when it is needed most.
final class Patience {
    /// Microseconds between two looks.
    private static let pause: UInt32 = 500

    private let limit: Duration
    private var end = ContinuousClock.now

    /// - Parameter milliseconds: after how many to give up.
    init(milliseconds: Int) {
        limit = .milliseconds(milliseconds)
    }

    /// Installs itself for the life of the connection. The owner of the connection keeps it alive.
    func install(on connection: OpaquePointer) {
        sqlite3_busy_handler(
            connection,
            { context, count in
                guard let context else { return 0 }
                return Unmanaged<Patience>.fromOpaque(context).takeUnretainedValue().wait(isFirst: count == 0) ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    /// - Returns: whether to try again.
    private func wait(isFirst: Bool) -> Bool {
        let now = ContinuousClock.now
        if isFirst { end = now + limit }
        guard now < end else { return false }
        usleep(Self.pause)
        return true
    }
}
