import Synchronization
import TotemKernel
import TotemStore

/// Encoded answers to reads of single products.
///
/// What changes a product is forgotten: what this process commits at its commit, what others commit when the server follows
/// the feed (``Follower``). A server that can't follow answers from memory for ``shortLifetime`` only. An answer is kept for
/// what was asked for, so that a slug or a SKU that went over to another product is not answered by the one that it was
/// found with.
package final class ProductCache: Sendable {
    private static let largestBytes = 16 << 20
    /// For what is changed by hand with SQL, which nobody tells of.
    private static let lifetime = Duration.seconds(60)
    /// How old an answer may be of which nobody knows whether it still holds.
    private static let shortLifetime = Duration.seconds(1)
    /// How long one look at the feed counts: three times as long as it takes to the next when nothing happens.
    private static let trust = Duration.seconds(3)
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

    /// Who looks: staff see what a product costs, and what is not on sale; what plugins add may depend on audiences.
    private struct Key: Hashable {
        let name: Name
        let isStaff: Bool
        let audiences: [String]
    }

    private struct Entry {
        let product: Product.ID
        let categories: [Category.ID]
        let answer: Answer
        let size: Int
        let since: Duration
    }

    /// What was forgotten when a look-up began: what it finds is not kept when its product was forgotten since.
    struct Ticket {
        fileprivate let evictions: [UInt32]
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        /// The entries of each product.
        var keys: [Product.ID: [Key]] = [:]
        var bytes = 0
        var evictions = [UInt32](repeating: 0, count: ProductCache.shards)
        /// The plugins whose additions the answers have. They are not kept alive by it.
        weak var hooks: (any HookSet)?
        var hasHooks = false
        /// Nil before the feed was looked at for the first time.
        var followedAt: Duration?
        var hits = 0
        var misses = 0

        mutating func forget(_ id: Product.ID) {
            for key in keys.removeValue(forKey: id) ?? [] {
                // Another product's, when the name has gone over to it.
                guard let entry = entries[key], entry.product == id else { continue }
                bytes -= entry.size
                entries[key] = nil
            }
        }

        /// With other plugins, what is kept is another thing.
        mutating func follow(_ hooks: (any HookSet)?) {
            guard hooks !== self.hooks || hasHooks != (hooks != nil) else { return }
            self.hooks = hooks
            hasHooks = hooks != nil
            forgetLooks()
            forgetAll()
        }

        /// Looks that are under way keep nothing.
        mutating func forgetLooks() {
            for shard in evictions.indices { evictions[shard] &+= 1 }
        }

        mutating func forgetAll() {
            entries.removeAll()
            keys.removeAll()
            bytes = 0
        }
    }

    private let state = Mutex(State())
    private let isAlwaysFollowed: Bool

    /// - Parameter isAlwaysFollowed: whether the feed is looked at before every answer when others have committed.
    init(isAlwaysFollowed: Bool) {
        self.isAlwaysFollowed = isAlwaysFollowed
    }

    package var hits: Int { state.withLock { $0.hits } }
    package var misses: Int { state.withLock { $0.misses } }

    /// Forgets what is another one after a change, and nothing else.
    func forget(_ change: FeedNews) {
        switch change {
        case .products(let ids):
            state.withLock { state in
                for id in ids {
                    state.evictions[Self.shard(id)] &+= 1
                    state.forget(id)
                }
            }
        case .category(let category):
            state.withLock { state in
                state.forgetLooks()
                let named = state.entries.values.filter { $0.categories.contains(category) }
                for entry in named { state.forget(entry.product) }
            }
        case .attributes, .warehouses, .everything:
            state.withLock { state in
                state.forgetLooks()
                state.forgetAll()
            }
        case .settings, .plugins, .other:
            break
        }
    }

    /// What others had committed at a moment is forgotten.
    func isFollowed(at moment: Duration) { state.withLock { $0.followedAt = moment } }

    /// - Parameter hooks: the plugins of the request, where any of them adds something; with others, everything is forgotten.
    func answer(
        _ name: Name,
        isStaff: Bool,
        audiences: [String] = [],
        by hooks: (any HookSet)? = nil,
        at now: Duration
    ) -> Answer? {
        state.withLock { state in
            state.follow(hooks)
            let isFollowed = isAlwaysFollowed || state.followedAt.map { now - $0 < Self.trust } ?? false
            let age = isFollowed ? Self.lifetime : Self.shortLifetime
            guard let entry = state.entries[Key(name: name, isStaff: isStaff, audiences: audiences)],
                now - entry.since < age
            else { return nil }
            state.hits += 1
            return entry.answer
        }
    }

    /// To be taken before the read begins, by those who found nothing.
    func ticket() -> Ticket {
        state.withLock { state in
            state.misses += 1
            return Ticket(evictions: state.evictions)
        }
    }

    /// Keeps an answer that was read with a ticket, unless the product was forgotten since: it may be older than that.
    /// - Parameter categories: those that the answer tells of.
    func keep(
        _ answer: Answer,
        of id: Product.ID,
        in categories: [Category.ID],
        for name: Name,
        isStaff: Bool,
        audiences: [String] = [],
        _ ticket: Ticket,
        at now: Duration
    ) {
        let size = answer.bytes.count + name.size + audiences.reduce(768) { $0 + $1.utf8.count }
        let entry = Entry(product: id, categories: categories, answer: answer, size: size, since: now)
        state.withLock { state in
            let shard = Self.shard(id)
            guard ticket.evictions[shard] == state.evictions[shard] else { return }
            if state.bytes + size > Self.largestBytes { state.forgetAll() }
            let key = Key(name: name, isStaff: isStaff, audiences: audiences)
            let old = state.entries.updateValue(entry, forKey: key)
            state.bytes += size - (old?.size ?? 0)
            if old?.product != id { state.keys[id, default: []].append(key) }
        }
    }

    private static func shard(_ id: Product.ID) -> Int { Int(UInt64(bitPattern: id.value) % UInt64(shards)) }
}
