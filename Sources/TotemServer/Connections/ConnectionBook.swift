import DequeModule

/// Who has a connection, and who gives way when there are no more. A value without I/O or time: ``Connections`` guards it.
///
/// A new connection is always let in while some other stands still for its client: silent between two requests, in the
/// middle of a head or a body, or not taking its answer. Of these gives way the one that has stood still longest, of the
/// address that has the most connections. So one address may have all of them as long as nobody else wants one, and a
/// flood displaces itself.
///
/// When too much waits to be taken, somebody who does not take it gives way: of the address that has the most of it. Who
/// stands still with nothing to take would free no memory.
struct ConnectionBook {
    typealias ID = UInt64

    private struct Entry {
        let address: String
        /// Its number in the order of standing still; nil while the server is at work for it.
        var ticket: UInt64?
    }

    private struct Crowd {
        var count = 0
        /// In the order of their tickets; among them some who went on since.
        var waiting: Deque<(id: ID, ticket: UInt64)> = []
    }

    enum Admission: Equatable {
        case admitted
        case admittedInPlace(of: ID)
        /// All are being served.
        case full
    }

    private let limit: Int
    private var entries: [ID: Entry] = [:]
    private var crowds: [String: Crowd] = [:]
    private var lastTicket: UInt64 = 0
    /// Of those who have any.
    private var unsent: [ID: Int] = [:]
    /// What of answers waits for clients to take it, all together.
    private(set) var unsentBytes = 0

    init(limit: Int) {
        precondition(limit > 0, "somebody must be let in")
        self.limit = limit
    }

    var count: Int { entries.count }

    /// A new connection, which waits for its client at first.
    mutating func admit(_ id: ID, from address: String) -> Admission {
        var victim: ID?
        if entries.count >= limit {
            victim = longestStandstill()
            guard let victim else { return .full }
            remove(victim)
        }
        entries[id] = Entry(address: address)
        crowds[address, default: Crowd()].count += 1
        standsStill(id)
        return victim.map { .admittedInPlace(of: $0) } ?? .admitted
    }

    /// So many bytes wait for it to take them.
    mutating func has(unsent bytes: Int, _ id: ID) {
        guard entries[id] != nil else { return }
        unsentBytes += bytes - (unsent[id] ?? 0)
        unsent[id] = bytes > 0 ? bytes : nil
    }

    /// Who gives way because of what waits to be taken; it has no connection any more.
    mutating func displaceForMemory() -> ID? {
        var bytes: [String: Int] = [:]
        for (id, count) in unsent { bytes[address(of: id), default: 0] += count }
        guard let greediest = bytes.max(by: { $0.value < $1.value })?.key else { return nil }
        let own = unsent.filter { address(of: $0.key) == greediest }
        guard let victim = own.max(by: { $0.value < $1.value })?.key else { return nil }
        remove(victim)
        return victim
    }

    private func address(of id: ID) -> String { entries[id]?.address ?? "" }

    /// It waits for its client from now on.
    mutating func standsStill(_ id: ID) {
        guard let address = entries[id]?.address else { return }
        lastTicket += 1
        let ticket = lastTicket
        entries[id]?.ticket = ticket
        crowds[address]?.waiting.append((id, ticket))
        forgetThoseWhoWentOn(address)
    }

    /// The server is at work for it.
    mutating func goesOn(_ id: ID) {
        guard let address = entries[id]?.address else { return }
        entries[id]?.ticket = nil
        forgetThoseWhoWentOn(address)
    }

    mutating func remove(_ id: ID) {
        has(unsent: 0, id)
        guard let address = entries.removeValue(forKey: id)?.address, let count = crowds[address]?.count else { return }
        crowds[address] = count == 1 ? nil : crowds[address]
        crowds[address]?.count -= 1
        forgetThoseWhoWentOn(address)
    }

    /// Keeps a queue's first the one who has waited longest, and the queue within twice its crowd: in the long run one step
    /// for each who was added.
    private mutating func forgetThoseWhoWentOn(_ address: String) {
        while let first = crowds[address]?.waiting.first, entries[first.id]?.ticket != first.ticket {
            crowds[address]?.waiting.removeFirst()
        }
        guard let crowd = crowds[address], crowd.waiting.count > 2 * crowd.count + 16 else { return }
        crowds[address]?.waiting.removeAll { entries[$0.id]?.ticket != $0.ticket }
    }

    private func longestStandstill() -> ID? {
        let standing = crowds.values.compactMap { crowd in crowd.waiting.first.map { (count: crowd.count, first: $0) } }
        let chosen = standing.max { one, other in
            (one.count, other.first.ticket) < (other.count, one.first.ticket)
        }
        return chosen?.first.id
    }
}
