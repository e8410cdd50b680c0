internal import Synchronization
internal import TotemStore

/// Hears what nodes announce, on a thread and a connection of its own, from the first wait until the store is closed.
///
/// While the server is away it tries again and again, and says nothing: whoever waits then has the poll. Whenever it has
/// begun to listen it posts an announcement, for those that it has missed.
final class Listener: Sendable {
    private enum Phase {
        case idle
        case running(StoreThread, StopSignal)
        case closed(StoreThread?)
    }

    private static let shortestPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(10)

    let announcements = Announcements()
    private let address: PostgresAddress
    private let options: PostgresOptions
    private let phase = Mutex(Phase.idle)

    init(_ address: PostgresAddress, _ options: PostgresOptions) {
        self.address = address
        self.options = options
    }

    /// Begins to listen, unless it has begun or is closed. A process that has no descriptor or no thread left tries with the
    /// next wait.
    func start() {
        phase.withLock { phase in
            guard case .idle = phase, let stop = StopSignal(),
                let thread = try? StoreThread("listener", { [self] in run(until: stop) })
            else { return }
            phase = .running(thread, stop)
        }
    }

    /// Ends whatever it does, wherever it waits.
    func close() {
        phase.withLock { phase in
            switch phase {
            case .idle:
                phase = .closed(nil)
            case .running(let thread, let stop):
                stop.raise()
                phase = .closed(thread)
            case .closed:
                break
            }
        }
    }

    /// Returns when the connection is closed.
    func finished() async {
        guard case .closed(let thread?) = phase.withLock({ $0 }) else { return }
        await thread.finished()
    }

    private func run(until stop: StopSignal) {
        var pause = Self.shortestPause
        while !stop.isRaised {
            if let link = ListeningLink(address, options, until: stop) {
                pause = Self.shortestPause
                announcements.post()
                while let isAnnounced = link.next() {
                    if isAnnounced { announcements.post() }
                }
            }
            stop.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }
}
