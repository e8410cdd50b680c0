internal import Synchronization
internal import TotemStore

/// Counts the changes that other nodes make: at once those of announced tables (NOTIFY), and within a second every other
/// one, by asking whether the set of transactions that have ended is another. Behind a proxy that swallows notifications
/// the second is what is left.
final class ChangeListener: Sendable {
    static let channel = "totem_changed"
    private static let pollMilliseconds: Int32 = 1000
    /// How often the thread looks whether it is to stop.
    private static let patience: Int32 = 200

    private struct State {
        var counter: Int64 = 0
        var thread: StoreThread?
        var isClosed = false
    }

    private let address: PostgresAddress
    private let options: PostgresOptions
    private let state = Mutex(State())

    init(_ address: PostgresAddress, _ options: PostgresOptions) {
        self.address = address
        self.options = options
    }

    /// The number of changes seen so far.
    /// - Throws: ``StoreError`` `.closed`.
    func counter() throws -> Int64 {
        try state.withLock { state in
            guard !state.isClosed else { throw StoreError.storeIsClosed }
            if state.thread == nil { state.thread = StoreThread { [self] in listen() } }
            return state.counter
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
    }

    func finished() async {
        await state.withLock { $0.thread }?.finished()
    }

    private var isClosed: Bool { state.withLock { $0.isClosed } }

    private func raise() {
        state.withLock { $0.counter += 1 }
    }

    /// The thread's life: listens, and connects anew when the connection broke.
    private func listen() {
        while !isClosed {
            if let link = try? Link(address, options) {
                try? follow(link)
            } else {
                pause()
            }
        }
    }

    private func follow(_ link: Link) throws(Link.Failure) {
        _ = try link.run([.run("LISTEN \(Self.channel)")])
        // What happened while nobody listened is not known.
        raise()
        var seen = try snapshot(link)
        var waited: Int32 = 0
        while !isClosed {
            let senders = try link.notifications(within: Self.patience)
            if !senders.isEmpty { raise() }
            waited += Self.patience
            guard waited >= Self.pollMilliseconds else { continue }
            waited = 0
            let now = try snapshot(link)
            if now != seen { raise() }
            seen = now
        }
    }

    /// Which transactions have ended: another text after every commit that others can see.
    private func snapshot(_ link: Link) throws(Link.Failure) -> [UInt8] {
        let rows = try link.run([.run("SELECT pg_current_snapshot()::text")])
        return rows.first.map { $0.rowCount > 0 ? $0.withBytes(0, 0) { [UInt8]($0) } : [] } ?? []
    }

    private func pause() {
        for _ in 0..<5 where !isClosed { Backoff.sleep(milliseconds: Int(Self.patience)) }
    }
}
