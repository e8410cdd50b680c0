import Synchronization
import Testing
import TotemStore
import TotemTesting

@testable import TotemKernel

@Suite("Old events are deleted")
struct FeedSweepTests {
    private static let later = Shop.now.adding(milliseconds: FeedSweep.age + 1)

    @Test(
        "those that are older than a day and that every reader has passed, but for the newest, whose id is not given again"
    )
    func sweep() async throws {
        let shop = try await Shop()
        let reader = FeedReader("slow")
        try await shop.store.write { tx in
            try reader.register(from: .now, in: tx, at: Shop.now)
            for id in Int64(1)...10 { try Outbox.append(.productSaved, id, in: tx, at: Shop.now) }
        }
        #expect(try await shop.sweep(at: Shop.now.adding(milliseconds: FeedSweep.age)) == 0)
        #expect(try await shop.sweep(at: Self.later) == 0)
        try await shop.pass(reader, 4)
        #expect(try await shop.sweep(at: Self.later) == 4)
        #expect(try await shop.sweep(at: Self.later) == 0)
        try await shop.pass(reader, 6)
        #expect(try await shop.sweep(at: Self.later) == 5)
        #expect(try await shop.sweep(at: Self.later) == 0)
        try await shop.store.write { tx in try Outbox.append(.productSaved, 11, in: tx, at: Self.later) }
        let ids = try await shop.store.read { tx in
            try tx.query("SELECT id, subject_id FROM outbox ORDER BY id") { row in
                (id: try row.get(0, as: Int64.self), subject: try row.get(1, as: Int64.self))
            }
        }
        #expect(ids.map(\.subject) == [10, 11])
        #expect(ids.map(\.id) == ids.map(\.id).sorted())
        #expect(try await shop.sweep(at: Self.later) == 1)
        // Who is not there any more is not waited for.
        let muchLater = Self.later.adding(milliseconds: FeedSweep.age + 1)
        try await shop.tell([12])
        #expect(try await shop.sweep(at: muchLater) == 0)
        try await shop.store.write { tx in try reader.remove(in: tx) }
        #expect(try await shop.sweep(at: muchLater) == 1)
    }

    @Test("some in each transaction, from the oldest on")
    func bounded() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in
            for id in 1...Int64(FeedSweep.atOnce) + 10 { try Outbox.append(.productSaved, id, in: tx, at: Shop.now) }
        }
        #expect(try await shop.sweep(at: Self.later) == FeedSweep.atOnce)
        #expect(try await shop.sweep(at: Self.later) == 9)
        #expect(try await shop.sweep(at: Self.later) == 0)
    }

    @Test("and who was away meanwhile is told that everything may differ")
    func away() async throws {
        let shop = try await Shop()
        let news = Mutex<[FeedNews]>([])
        let follower = Follower(shop.store) { told in news.withLock { $0 = told } }
        try await shop.tell([1])
        try await shop.settle()
        try await follower.follow()
        try await shop.tell([2, 3, 4])
        #expect(try await shop.sweep(at: Self.later) > 0)
        try await follower.follow()
        #expect(news.withLock { $0 } == [.everything])
        try await shop.tell([5])
        try await shop.settle()
        try await follower.follow()
        #expect(news.withLock { $0 } == [.products([Product.ID(5)])])
        // Who has passed what is swept is told nothing of it.
        #expect(try await shop.sweep(at: Self.later) > 0)
        try await follower.follow()
        #expect(news.withLock { $0 } == [])
    }
}

extension Shop {
    fileprivate func tell(_ products: [Int64]) async throws {
        try await store.write { tx in
            for product in products { try Outbox.append(.productSaved, product, in: tx, at: Shop.now) }
        }
    }

    fileprivate func sweep(at now: Timestamp) async throws -> Int {
        try await settle()
        return try await store.write { tx in try FeedSweep.sweep(in: tx, at: now) }
    }

    fileprivate func pass(_ reader: FeedReader, _ count: Int) async throws {
        try await settle()
        try await store.write { tx in _ = try reader.read(atMost: count, in: tx, at: Shop.now) { _ in } }
    }
}
