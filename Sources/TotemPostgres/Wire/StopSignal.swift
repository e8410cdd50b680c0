internal import Glibc

/// Raised once, from any thread, it ends every wait of the thread that waits with it.
final class StopSignal: Sendable {
    /// Two ends of one socket, since poll(2) waits for descriptors: once `far` has ended, `near` can be read.
    private let near: Int32
    private let far: Int32

    /// Nil when the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        near = ends[0]
        far = ends[1]
    }

    deinit {
        close(near)
        close(far)
    }

    func raise() { _ = shutdown(far, Int32(SHUT_WR)) }

    var isRaised: Bool {
        var own = pollfd(fd: near, events: Int16(POLLIN), revents: 0)
        return poll(&own, 1, 0) > 0
    }

    /// Waits until a socket can be read (`POLLIN`) or written (`POLLOUT`), or is broken.
    /// - Returns: false when the signal was raised, or the time is over.
    func wait(for events: Int32, of socket: Int32, until deadline: ContinuousClock.Instant?) -> Bool {
        var both = [
            pollfd(fd: near, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(events), revents: 0),
        ]
        var count: Int32
        repeat {
            count = poll(&both, 2, Self.milliseconds(until: deadline))
        } while count < 0 && errno == EINTR
        return count > 0 && both[0].revents == 0
    }

    /// Returns early when the signal is raised.
    func sleep(for pause: Duration) {
        // A negative descriptor is looked past.
        _ = wait(for: 0, of: -1, until: .now + pause)
    }

    /// As poll(2) takes it; -1: for ever.
    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = (deadline - .now) / .milliseconds(1)
        return Int32(min(max(left.rounded(.up), 0), Double(Int32.max)))
    }
}
