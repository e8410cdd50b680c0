import Synchronization
import Testing
import TotemStore
import TotemTesting

@testable import TotemKernel

@Suite("The feed of changes", .timeLimit(.minutes(5)))
struct FeedTests {
    private static let reader = FeedReader("probe")

    @Test("A reader is given each event once, in order, and goes on where it was when what it did is undone")
    func reader() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in try Self.reader.register(from: .now, in: tx, at: Shop.now) }
        for number in Int64(1)...5 { try await shop.tell(number) }
        try await shop.settle()
        #expect(try await shop.read(Self.reader, atMost: 2) == [1, 2])
        await #expect(throws: Refusal.self) {
            try await shop.store.write { tx in
                try Self.reader.read(in: tx, at: Shop.now) { _ in throw Refusal() }
            }
        }
        #expect(try await shop.read(Self.reader, atMost: 100) == [3, 4, 5])
        #expect(try await shop.read(Self.reader, atMost: 100) == [])
        let late = FeedReader("late")
        try await shop.store.write { tx in
            try late.register(from: .oldest, in: tx, at: Shop.now)
            // Who is there already stays where it is.
            try Self.reader.register(from: .oldest, in: tx, at: Shop.now)
        }
        #expect(try await shop.read(late, atMost: 100) == [1, 2, 3, 4, 5])
        #expect(try await shop.read(Self.reader, atMost: 100) == [])
        try await shop.store.write { tx in try late.remove(in: tx) }
        #expect(await kernelError { _ = try await shop.read(late, atMost: 1) }?.code == "not-found")
    }

    @Test(
        "An event that is committed after one with a higher id is missed by nobody",
        .enabled(if: TestEngine.current == .postgres, "on SQLite transactions run one after another"),
        arguments: [false, true]
    )
    func lateCommit(takesNumberFirst: Bool) async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in try Self.reader.register(from: .now, in: tx, at: Shop.now) }
        let follower = FollowedProducts(shop.store)
        try await follower.follow()
        let (hasWritten, mayCommit) = (Gate(), Gate())
        let slow = Task {
            try await shop.store.write { tx in
                // The transaction has its number before the event has its id, or with it.
                if takesNumberFirst { _ = try tx.first("SELECT pg_current_xact_id()::text") { _ in } }
                // As with a commit that takes long.
                try tx.execute(
                    """
                    INSERT INTO outbox (type, subject, subject_id, actor, data, created_at)
                    VALUES ('product.saved', 'product', 1, 'system', '{}', 0)
                    """
                )
                hasWritten.open()
                mayCommit.waitBlocking()
            }
        }
        try await hasWritten.wait()
        try await shop.tell(2)
        // Whoever must see each once waits; who keeps something in memory drops it as soon as it can be seen.
        #expect(try await shop.read(Self.reader, atMost: 100) == [])
        #expect(try await follower.follow() == [2])
        mayCommit.open()
        try await slow.value
        try await shop.settle()
        #expect(try await shop.read(Self.reader, atMost: 100) == [1, 2])
        #expect(try await follower.follow().contains(1))
        #expect(try await follower.follow() == [])
    }

    @Test(
        "In a database that was moved to another server, whose transactions have lower numbers, readers go on where they were",
        .enabled(if: TestEngine.current == .postgres, "on SQLite transactions have no numbers")
    )
    func moved() async throws {
        let shop = try await Shop()
        let late = FeedReader("late")
        try await shop.store.write { tx in try Self.reader.register(from: .now, in: tx, at: Shop.now) }
        for number in Int64(1)...3 { try await shop.tell(number) }
        try await shop.settle()
        #expect(try await shop.read(Self.reader, atMost: 2) == [1, 2])
        try await shop.store.write { tx in try late.register(from: .now, in: tx, at: Shop.now) }
        let page = try await shop.store.read { tx in try Outbox.list(PageRequest(limit: 2), in: tx) }
        #expect(try await shop.store.read { tx in try !MovedFeed.isThere(in: tx) })
        try await shop.store.write { tx in
            // As the other server had numbered them.
            try tx.execute("UPDATE outbox SET xid = xid + 1000000000")
            try tx.execute("UPDATE feed_readers SET xid = xid + 1000000000")
        }
        #expect(try await shop.store.read { tx in try MovedFeed.isThere(in: tx) })
        let cursor = Cursor("events", [.integer(1_000_000_000), .integer(try #require(page.items.last?.id))]).text
        for _ in 0..<2 { try await shop.store.write { tx in try MovedFeed.settle(in: tx) } }
        let follower = FollowedProducts(shop.store)
        try await follower.follow()
        try await shop.tell(4)
        try await shop.settle()
        #expect(try await shop.read(Self.reader, atMost: 100) == [3, 4])
        #expect(try await shop.read(late, atMost: 100) == [4])
        #expect(try await follower.follow() == [4])
        let rest = try await shop.store.read { tx in try Outbox.list(PageRequest(cursor: cursor), in: tx).items }
        #expect(rest.map(\.subjectID) == [3, 4])
    }

    @Test(
        "Of two that read for one reader at once, the second goes on behind the first",
        .enabled(if: TestEngine.current == .postgres, "on SQLite transactions run one after another")
    )
    func oneAtATime() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in try Self.reader.register(from: .now, in: tx, at: Shop.now) }
        for number in Int64(1)...3 { try await shop.tell(number) }
        try await shop.settle()
        let (isRead, mayEnd, isAnswered) = (Gate(), Gate(), Gate())
        async let first = shop.store.write { tx in
            try Self.reader.read(atMost: 2, in: tx, at: Shop.now) { _ in
                isRead.open()
                mayEnd.waitBlocking()
            }
        }
        try await isRead.wait()
        async let second = {
            defer { isAnswered.open() }
            return try await shop.read(Self.reader, atMost: 100)
        }()
        try await shop.store.waitUntilSomebodyWaits(or: { isAnswered.isOpen })
        mayEnd.open()
        #expect(try await first == 2)
        #expect(try await second == [3])
    }

    @Test("Of many who write at once, with things undone between, readers miss nothing and see nothing twice")
    func sideBySide() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in try Self.reader.register(from: .now, in: tx, at: Shop.now) }
        let follower = FollowedProducts(shop.store)
        try await follower.follow()
        let isOver = Gate()
        async let seen: [Int64] = {
            var seen: [Int64] = []
            while true {
                let wasOver = isOver.isOpen
                if wasOver { try await shop.settle() }
                let found = try await shop.read(Self.reader, atMost: 7)
                seen += found
                if wasOver, found.isEmpty { return seen }
            }
        }()
        async let followed: Set<Int64> = {
            var followed: Set<Int64> = []
            while true {
                let wasOver = isOver.isOpen
                if wasOver { try await shop.settle() }
                let found = try await follower.follow()
                followed.formUnion(found)
                if wasOver, found.isEmpty { return followed }
            }
        }()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in Int64(0)..<8 {
                group.addTask {
                    for number in Int64(0)..<25 { try await shop.tellWithDetours(1 + writer * 25 + number) }
                }
            }
            try await group.waitForAll()
        }
        isOver.open()
        #expect(try await seen.sorted() == Array(1...200))
        #expect(try await followed == Set(1...200))
    }

    @Test("A follower that begins is told that everything may differ, and then what does")
    func follower() async throws {
        let shop = try await Shop()
        try await shop.tell(1)
        try await shop.settle()
        let news = Mutex<[[FeedNews]]>([])
        let follower = Follower(shop.store) { told in news.withLock { $0.append(told) } }
        for _ in 0..<2 { try await follower.follow() }
        try await shop.tell(2)
        try await follower.follow()
        #expect(news.withLock { $0 } == [[.everything], [], [.products([Product.ID(2)])]])
    }

    @Test("However many follow at once, each is told at last")
    func manyAtOnce() async throws {
        let shop = try await Shop()
        let (looks, ended) = (Count(), Count())
        let follower = Follower(shop.store) { _ in looks.add() }
        for _ in 0..<8 {
            // Not awaited: whoever waits for ever would keep the test for ever.
            Task {
                for _ in 0..<50 { try await follower.follow() }
                ended.add()
            }
        }
        try await wait(for: "all who follow") { ended.value == 8 }
        // One look may serve several, but nobody is served by one that began before.
        #expect(looks.value >= 50)
        #expect(looks.value <= 400)
    }

    @Test("What could not be applied is told again")
    func appliedAgain() async throws {
        let shop = try await Shop()
        let fails = Mutex(false)
        let news = Mutex<[FeedNews]>([])
        let follower = Follower(shop.store) { told in
            if fails.withLock({ $0 }) { throw Refusal() }
            news.withLock { $0 += told }
        }
        try await follower.follow()
        try await shop.tell(3)
        fails.withLock { $0 = true }
        await #expect(throws: Refusal.self) { try await follower.follow() }
        fails.withLock { $0 = false }
        try await follower.follow()
        #expect(news.withLock { $0 } == [.everything, .products([Product.ID(3)])])
    }

    @Test("Who has more to read than it is worth, or finds an event that it does not know, drops everything")
    func everything() async throws {
        let shop = try await Shop()
        let news = Mutex<[FeedNews]>([])
        let follower = Follower(shop.store) { told in news.withLock { $0 = told } }
        try await follower.follow()
        try await shop.store.write { tx in
            for _ in 0..<FeedCursor.largestCatchUp { try Outbox.append(.productSaved, 1, in: tx, at: Shop.now) }
        }
        // What is not settled can't be passed, and would be read again.
        try await shop.settle()
        try await follower.follow()
        #expect(news.withLock { $0 } == [.everything])
        try await follower.follow()
        #expect(news.withLock { $0 } == [])
        try await shop.store.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO outbox (type, subject, subject_id, actor, data, created_at)
                VALUES ('moon.risen', 'moon', 1, 'system', '{}', 0)
                """
            )
        }
        try await follower.follow()
        #expect(news.withLock { $0 } == [.everything])
    }

    @Test("What a savepoint undoes is neither in the feed nor told")
    func undone() async throws {
        let shop = try await Shop()
        let told = Mutex<[FeedNews]>([])
        shop.store.listeners.add { news in told.withLock { $0 += news.compactMap { $0 as? FeedNews } } }
        try await shop.tellWithDetours(1)
        await #expect(throws: Refusal.self) {
            try await shop.store.write { tx in
                try Outbox.append(.productSaved, 2, in: tx, at: Shop.now)
                throw Refusal()
            }
        }
        #expect(told.withLock { $0 } == [.products([Product.ID(1)])])
        #expect(try await shop.subjects() == [1])
    }

    @Test("Data are JSON, whatever stands in a text")
    func data() throws {
        let text = "a \"quoted\" \\ line\n\u{1}, ü, 日本"
        let data = EventData(products: [Product.ID(7), Product.ID(3), Product.ID(7)], variants: [nil, Identifier(9)])
            .adding("name", text).adding("none", nil as String?).adding("count", Int64.min).adding("is_on", true)
            .adding("changed", ["a", "b"])
        let expected: JSONValue = .object([
            "products": .array([.integer(3), .integer(7)]), "variants": .array([.integer(9)]), "name": .string(text),
            "count": .integer(.min), "is_on": .boolean(true), "changed": .array([.string("a"), .string("b")]),
        ])
        #expect(try JSONValue(text: data.text) == expected)
        #expect(EventData.none.text == "{}")
    }
}

private struct Refusal: Error {}

private final class Count: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}

/// Follows the feed, and says which products it was told of.
private final class FollowedProducts: Sendable {
    private let told = Mutex<[Int64]>([])
    private let follower: Mutex<Follower?> = Mutex(nil)

    init(_ store: any Store) {
        let made = Follower(store) { [self] news in
            told.withLock { told in
                for case .products(let ids) in news { told += ids.map(\.value) }
            }
        }
        follower.withLock { $0 = made }
    }

    @discardableResult
    func follow() async throws -> [Int64] {
        told.withLock { $0 = [] }
        try await follower.withLock { $0 }?.follow()
        return told.withLock { $0 }
    }
}

extension Shop {
    /// Tells that a product was saved.
    fileprivate func tell(_ product: Int64) async throws {
        try await store.write { tx in try Outbox.append(.productSaved, product, in: tx, at: Shop.now) }
    }

    /// The same, between others that are undone.
    fileprivate func tellWithDetours(_ product: Int64) async throws {
        try await store.write { tx in
            try? tx.savepoint {
                try Outbox.append(.productSaved, product + 1000, in: tx, at: Shop.now)
                throw Refusal()
            }
            try tx.savepoint { try Outbox.append(.productSaved, product, in: tx, at: Shop.now) }
            try? tx.savepoint {
                try Outbox.append(.productSaved, product + 2000, in: tx, at: Shop.now)
                throw Refusal()
            }
        }
    }

    /// Waits until everything that was told is settled: on PostgreSQL also transactions of other databases hold that up.
    func settle() async throws {
        try await wait(for: "events that are settled") {
            try await store.read { tx in
                let events = try Feed.events(after: FeedPosition(xid: 0, id: 0), atMost: 10_000, in: tx)
                return events.allSatisfy(\.isSettled)
            }
        }
    }

    /// The subjects of the next events of a reader.
    fileprivate func read(_ reader: FeedReader, atMost limit: Int) async throws -> [Int64] {
        try await store.write { tx in
            var subjects: [Int64] = []
            try reader.read(atMost: limit, in: tx, at: Shop.now) { events in subjects = events.map(\.subjectID) }
            return subjects
        }
    }

    fileprivate func subjects() async throws -> [Int64] {
        try await store.read { tx in try tx.query("SELECT subject_id FROM outbox ORDER BY id") { try $0.get(0) } }
    }
}
