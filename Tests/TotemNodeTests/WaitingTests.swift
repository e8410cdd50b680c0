import Testing
import TotemStore
import TotemTesting

@Suite("Who waits for the store", .timeLimit(.minutes(5)))
struct WaitingTests {
    @Test("A request that waits too long is refused, never run, and counted; the shop's own work waits on")
    func patience() async throws {
        let files = try await Self.files(WaitingLimits(places: 10, patience: .milliseconds(50)))
        let store = files.store
        let hold = try await Hold.writers(of: store)
        let work = Task { try await store.write { tx in try Self.insert(1, in: tx) } }
        let error = await #expect(throws: StoreError.self) {
            try await store.write(for: .request) { tx in try Self.insert(2, in: tx) }
        }
        #expect(error?.code == .busy)
        #expect(error?.retryAfter == 1)
        #expect(store.load.writes.refused == 1)
        try await hold.end()
        try await work.value
        #expect(try await Self.numbers(in: store) == [1])
        #expect(store.load.writes.waiting == 0)
        await store.close()
    }

    @Test("Requests that come when all places are taken are refused at once; what waits is done")
    func places() async throws {
        let files = try await Self.files(WaitingLimits(places: 4, patience: .seconds(3600)))
        let store = files.store
        let hold = try await Hold.writers(of: store)
        // Half of the places are as many as long requests get.
        var waiting = try await Self.fill(store, with: .longRequest, until: 2)
        await Self.expectBusy { try await store.write(for: .longRequest) { tx in try Self.insert(100, in: tx) } }
        waiting += try await Self.fill(store, with: .request, until: 4)
        await Self.expectBusy { try await store.write(for: .request) { tx in try Self.insert(100, in: tx) } }
        waiting += try await Self.fill(store, with: .work, until: 5)
        #expect(store.load.writes.refused == 2)
        try await hold.end()
        for task in waiting { try await task.value }
        #expect(try await Self.numbers(in: store) == [1, 2, 3, 4, 5])
        await store.close()
    }

    @Test("Reads that take long leave room for others, and go on when one of them has ended")
    func longReads() async throws {
        let files = try await Self.files(WaitingLimits(patience: .seconds(3600)))
        let store = files.store
        let hold = try await Hold(1) { body in try await store.read(for: .longRequest) { _ in try body() } }
        let next = Task { try await store.read(for: .longRequest) { _ in "next" } }
        try await wait(for: "readers that wait") { store.load.reads.waiting >= 1 }
        #expect(try await store.read(for: .request) { _ in "page" } == "page")
        #expect(store.load.reads.waiting == 1)
        try await hold.end()
        #expect(try await next.value == "next")
        await store.close()
    }

    @Test("Writes that wait for each other keep nobody from reading")
    func readsBesideWrites() async throws {
        let files = try await Self.files(WaitingLimits(patience: .seconds(3600)))
        let store = files.store
        let hold = try await Hold.writers(of: store)
        #expect(try await store.read(for: .request) { _ in "page" } == "page")
        try await hold.end()
        await store.close()
    }

    private static func files(_ waiting: WaitingLimits) async throws -> TemporaryStore {
        let temporary = try await TemporaryStore(migrated: false, waiting: waiting)
        try await temporary.store.write { tx in
            try tx.runScript("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER UNIQUE) STRICT;")
        }
        return temporary
    }

    private static func insert(_ number: Int, in tx: Transaction) throws {
        try tx.execute("INSERT INTO t (n) VALUES ($1)", number)
    }

    private static func numbers(in store: any Store) async throws -> [Int] {
        try await store.read { tx in try tx.query("SELECT n FROM t ORDER BY n") { try $0.get(0, as: Int.self) } }
    }

    /// Lets one after another wait.
    private static func fill(
        _ store: any Store,
        with use: StoreUse,
        until count: Int
    ) async throws -> [Task<Void, any Error>] {
        var tasks: [Task<Void, any Error>] = []
        for number in (store.load.writes.waiting + 1)...count {
            tasks.append(Task { try await store.write(for: use) { tx in try insert(number, in: tx) } })
            try await wait(for: "writers that wait") { store.load.writes.waiting >= number }
        }
        return tasks
    }

    private static func expectBusy(_ body: () async throws -> Void) async {
        let error = await #expect(throws: StoreError.self) { try await body() }
        #expect(error?.code == .busy)
    }
}
