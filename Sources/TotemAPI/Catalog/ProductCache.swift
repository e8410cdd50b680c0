import Synchronization
import TotemKernel
import TotemStore

/// Encoded answers to reads of single products.
///
/// What is written through this server evicts after its commit; another process's changes clear all when the server
/// follows them; and no answer is older than a second, whatever a plugin writes. An answer is kept for what was asked for, so
/// that a slug or a SKU that went over to another product is not answered by the one that it was found with.
package final class ProductCache: Sendable {
    private static let largestBytes = 16 << 20
    private static let lifetime = Duration.seconds(1)
    private static let shards = 64

    /// What is asked for.
    enum Name: Hashable {
        case id(Product.ID)
        case slug(String)
        /// The product's own, or that of one of its variants.
        case sku(String)

        fileprivate var size: Int {
            switch self {
            case .id: 0
            case .slug(let text), .sku(let text): text.utf8.count
            }
        }
    }

    /// Who looks: staff see what a product costs, and what is not on sale.
    private struct Key: Hashable {
        let name: Name
        let isStaff: Bool
    }

    private struct Entry {
        let product: Product.ID
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
        /// The entries of each product.
        var keys: [Product.ID: [Key]] = [:]
        var bytes = 0
        var evictions = [UInt32](repeating: 0, count: ProductCache.shards)

        mutating func forget(_ id: Product.ID) {
            for key in keys.removeValue(forKey: id) ?? [] {
                // Another product's, when the name has gone over to it.
                guard let entry = entries[key], entry.product == id else { continue }
                bytes -= entry.size
                entries[key] = nil
            }
        }

        mutating func forgetAll() {
            entries.removeAll()
            keys.removeAll()
            bytes = 0
        }
    }

    private let state = Mutex(State())

    init() {}

    /// Forgets everything.
    package func clear() {
        state.withLock { state in
            state.forgetAll()
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

    func answer(_ name: Name, isStaff: Bool, at now: Duration) -> Answer? {
        state.withLock { state in
            guard let entry = state.entries[Key(name: name, isStaff: isStaff)], entry.until > now else { return nil }
            return entry.answer
        }
    }

    /// To be taken before the read begins.
    func ticket() -> Ticket { Ticket(evictions: state.withLock { $0.evictions }) }

    /// Keeps an answer that was read with a ticket, unless the product was evicted since: it may be older than that.
    func keep(_ answer: Answer, of id: Product.ID, for name: Name, isStaff: Bool, _ ticket: Ticket, at now: Duration) {
        let size = answer.bytes.count + name.size + 768
        let entry = Entry(product: id, answer: answer, size: size, until: now + Self.lifetime)
        state.withLock { state in
            let shard = Self.shard(id)
            guard ticket.evictions[shard] == state.evictions[shard] else { return }
            if state.bytes + size > Self.largestBytes { state.forgetAll() }
            let key = Key(name: name, isStaff: isStaff)
            let old = state.entries.updateValue(entry, forKey: key)
            state.bytes += size - (old?.size ?? 0)
            if old?.product != id { state.keys[id, default: []].append(key) }
        }
    }

    private func evict(_ ids: [Product.ID]) {
        state.withLock { state in
            for id in ids {
                state.evictions[Self.shard(id)] &+= 1
                state.forget(id)
            }
        }
    }

    private static func shard(_ id: Product.ID) -> Int { Int(UInt64(bitPattern: id.value) % UInt64(shards)) }
}
