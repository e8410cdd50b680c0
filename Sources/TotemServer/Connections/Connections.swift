import NIOCore
import Synchronization

/// The connections of a server: as many as it has places for, each known by what it waits for.
final class Connections: Sendable {
    /// What has ended connections, for the metrics.
    enum End: String, CaseIterable {
        /// Another client needed the place.
        case displaced
        /// All others were being served.
        case refused
        case tooSlow = "too_slow"
    }

    private struct State {
        var book: ConnectionBook
        var lastID: ConnectionBook.ID = 0
        /// Makes a connection give way.
        var displacements: [ConnectionBook.ID: @Sendable () -> Void] = [:]
        var ends: [End: Int] = [:]
    }

    /// How many may be open at one time.
    let limit: Int
    private let state: Mutex<State>

    init(limit: Int) {
        self.limit = limit
        state = Mutex(State(book: ConnectionBook(limit: limit)))
    }

    var count: Int { state.withLock { $0.book.count } }

    func count(of end: End) -> Int { state.withLock { $0.ends[end, default: 0] } }

    func count(_ end: End) {
        state.withLock { $0.ends[end, default: 0] += 1 }
    }

    /// Gives a new connection a place, that of another if need be.
    /// - Parameter giveWay: called on any thread when the place is needed; it is no longer the connection's then.
    /// - Returns: nil when all others are being served.
    func admit(_ address: SocketAddress?, giveWay: @escaping @Sendable () -> Void) -> ConnectionBook.ID? {
        let (id, displace) = state.withLock { state -> (ConnectionBook.ID?, (@Sendable () -> Void)?) in
            state.lastID += 1
            switch state.book.admit(state.lastID, from: Self.place(of: address)) {
            case .admitted:
                state.displacements[state.lastID] = giveWay
                return (state.lastID, nil)
            case .admittedInPlace(let other):
                state.displacements[state.lastID] = giveWay
                state.ends[.displaced, default: 0] += 1
                return (state.lastID, state.displacements.removeValue(forKey: other))
            case .full:
                state.ends[.refused, default: 0] += 1
                return (nil, nil)
            }
        }
        displace?()
        return id
    }

    /// What of answers waits for clients to take it, all together.
    var unsentBytes: Int { state.withLock { $0.book.unsentBytes } }

    /// So many bytes wait for a connection to take them. When that makes too many of all, those give way who have most.
    func has(unsent bytes: Int, _ id: ConnectionBook.ID) {
        let displacements = state.withLock { state -> [@Sendable () -> Void] in
            state.book.has(unsent: bytes, id)
            var displacements: [@Sendable () -> Void] = []
            while state.book.unsentBytes > ServerLimits.unsentBytes, let id = state.book.displaceForMemory() {
                state.ends[.displaced, default: 0] += 1
                if let displacement = state.displacements.removeValue(forKey: id) { displacements.append(displacement) }
            }
            return displacements
        }
        for displace in displacements { displace() }
    }

    func standsStill(_ id: ConnectionBook.ID) {
        state.withLock { $0.book.standsStill(id) }
    }

    func goesOn(_ id: ConnectionBook.ID) {
        state.withLock { $0.book.goesOn(id) }
    }

    func remove(_ id: ConnectionBook.ID) {
        state.withLock {
            $0.book.remove(id)
            $0.displacements[id] = nil
        }
    }

    private static func place(of address: SocketAddress?) -> String {
        address?.ipAddress.flatMap { NetworkAddress($0) }?.place ?? ""
    }
}
