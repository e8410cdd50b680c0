import Synchronization
import TotemKernel
import TotemStore

/// Encoded answers to reads of single products.
///
/// What is written through this server evicts after its commit; another process's changes clear all with the next
/// poll; and no answer is older than a second, whatever a plugin writes.
public final class ProductCache: Sendable {
    private static let largestBytes = 16 << 20
    private static let lifetime = Duration.seconds(1)
    private static let shards = 64

    /// Who looks: staff see what a product costs, and what is not on sale.
    private struct Key: Hashable {
        let id: Product.ID
        let isStaff: Bool
    }

    private struct Entry {
        let answer: Answer
        let size: Int
        let until: Duration
    }

    /// The state of the evictions when a look-up began: what it finds is not kept when its product was evicted since.
    struct Ticket {
        fileprivate let evictions: [UInt32]
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        /// By SKU or slug, each with its own prefix.
        var names: [String: Product.ID] = [:]
        var bytes = 0
        var evictions = [UInt32](repeating: 0, count: ProductCache.shards)
    }

    private let state = Mutex(State())

    init() {}

    /// Forgets everything.
    public func clear() {
        state.withLock { state in
            state.entries.removeAll()
            state.names.removeAll()
            state.bytes = 0
            for shard in state.evictions.indices { state.evictions[shard] &+= 1 }
        }
    }

    /// Forgets products once the transaction is durable.
    func evict(_ ids: [Product.ID], after tx: Transaction) {
        tx.afterCommit { [self] in evict(ids) }
    }

    /// Forgets everything once the transaction is durable: a category's name is part of many products.
    func clear(after tx: Transaction) {
        tx.afterCommit { [self] in clear() }
    }

    func answer(_ id: Product.ID, isStaff: Bool, at now: Duration) -> Answer? {
        state.withLock { state in
            guard let entry = state.entries[Key(id: id, isStaff: isStaff)], entry.until > now else { return nil }
            return entry.answer
        }
    }

    func answer(named name: String, isStaff: Bool, at now: Duration) -> Answer? {
        let id = state.withLock { $0.names[name] }
        return id.flatMap { answer($0, isStaff: isStaff, at: now) }
    }

    func ticket() -> Ticket { Ticket(evictions: state.withLock { $0.evictions }) }

    func keep(
        _ answer: Answer,
        of id: Product.ID,
        named name: String?,
        isStaff: Bool,
        _ ticket: Ticket,
        at now: Duration
    ) {
        let size = answer.bytes.count + 512
        let entry = Entry(answer: answer, size: size, until: now + Self.lifetime)
        state.withLock { state in
            let shard = Self.shard(id)
            guard ticket.evictions[shard] == state.evictions[shard] else { return }
            if state.bytes + size > Self.largestBytes {
                state.entries.removeAll()
                state.names.removeAll()
                state.bytes = 0
            }
            let old = state.entries.updateValue(entry, forKey: Key(id: id, isStaff: isStaff))
            state.bytes += size - (old?.size ?? 0)
            if let name, state.names.updateValue(id, forKey: name) == nil { state.bytes += name.utf8.count + 64 }
        }
    }

    private func evict(_ ids: [Product.ID]) {
        state.withLock { state in
            for id in ids {
                state.evictions[Self.shard(id)] &+= 1
                for isStaff in [true, false] {
                    guard let old = state.entries.removeValue(forKey: Key(id: id, isStaff: isStaff)) else { continue }
                    state.bytes -= old.size
                }
            }
        }
    }

    private static func shard(_ id: Product.ID) -> Int { Int(UInt64(bitPattern: id.value) % UInt64(shards)) }
}
