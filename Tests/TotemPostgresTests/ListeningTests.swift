import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite("A store hears what others announce", .enabled(if: hasServer, "scripts/with-postgres starts the server"))
struct ListeningTests {
    /// Nothing is found within this time by asking: what ends such a wait was announced.
    private static let long = Duration.seconds(3600)

    @Test(
        "What another store announces ends the wait, and one that came meanwhile is not waited for",
        .timeLimit(.minutes(5))
    )
    func heard() async throws {
        let shop = try await TwoStores.listening()
        let waiting = Task { await shop.first.waitForChange(upTo: Self.long) }
        try await shop.second.announce(1)
        #expect(await waiting.value)
        // Some of so many are heard before the next wait begins.
        for number in 2...100 {
            try await shop.second.announce(Int64(number))
            try #require(await shop.first.waitForChange(upTo: Self.long))
        }
        await shop.close()
    }

    @Test("What is undone is not announced, and what was announced outside of it is", .timeLimit(.minutes(5)))
    func undone() async throws {
        let shop = try await TwoStores.listening()
        await #expect(throws: Refusal.self) {
            try await shop.second.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES (1)")
                tx.tell(Word())
                try tx.execute("INSERT INTO t (n) VALUES (2)")
                throw Refusal()
            }
        }
        for isSent in [true, false] {
            try await shop.second.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES ($1)", isSent ? 3 : 4)
                try? tx.savepoint {
                    tx.tell(Word())
                    // The server has been told of it by then.
                    if isSent { try tx.execute("INSERT INTO t (n) VALUES (5)") }
                    throw Refusal()
                }
            }
        }
        #expect(await !shop.first.waitForChange(upTo: .milliseconds(300)))
        try await shop.second.write { tx in
            try tx.execute("INSERT INTO t (n) VALUES (6)")
            tx.tell(Word())
            try? tx.savepoint {
                try tx.execute("INSERT INTO t (n) VALUES (7)")
                throw Refusal()
            }
        }
        #expect(await shop.first.waitForChange(upTo: Self.long))
        #expect(try await shop.first.numbers() == [3, 4, 6])
        await shop.close()
    }

    @Test("A plugin's statement that fails takes no announcement with it", .timeLimit(.minutes(5)))
    func besidePlugin() async throws {
        let shop = try await TwoStores.listening()
        try await shop.second.write { tx in
            try tx.execute("INSERT INTO t (n) VALUES (1)")
            tx.tell(Word())
            let policy = AccessPolicy(owner: "probe", ownTables: [])
            let statement = try tx.statement("SELECT 1 / $1", allowedBy: policy)
            try statement.bind(.integer(0), at: 1)
            #expect(throws: StoreError.self) { try statement.step() }
            statement.reset()
        }
        #expect(await shop.first.waitForChange(upTo: Self.long))
        await shop.close()
    }

    @Test(
        "A listener that the server ends comes back, and says that something may have been missed",
        .timeLimit(.minutes(5))
    )
    func comesBack() async throws {
        let shop = try await TwoStores.listening()
        for number in 1...2 {
            try shop.database.administer(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'DATABASE_NAME' "
                    + "AND query LIKE 'LISTEN%'"
            )
            #expect(await shop.first.waitForChange(upTo: Self.long))
            try await shop.second.announce(Int64(number))
            #expect(await shop.first.waitForChange(upTo: Self.long))
        }
        await shop.close()
    }

    @Test("While the listener can't connect nobody is woken, and it listens when it can", .timeLimit(.minutes(5)))
    func poll() async throws {
        let shop = try await TwoStores.open()
        // Each has its connections before the database takes no new ones.
        _ = try await shop.first.numbers()
        #expect(try await shop.second.listeners() == 0)
        try shop.database.administer("ALTER DATABASE DATABASE_NAME ALLOW_CONNECTIONS false")
        #expect(await !shop.first.waitForChange(upTo: .milliseconds(10)))
        try await shop.second.announce(1)
        #expect(await !shop.first.waitForChange(upTo: .milliseconds(10)))
        #expect(try await shop.first.numbers() == [1])
        #expect(try await shop.second.listeners() == 0)
        try shop.database.open()
        #expect(await shop.first.waitForChange(upTo: Self.long))
        #expect(try await shop.second.listeners() == 1)
        await shop.close()
    }

    @Test("What comes close together is told in few words, and the last of it always", .timeLimit(.minutes(5)))
    func together() async throws {
        let shop = try await TwoStores.listening()
        let words = Task {
            var words = 0
            while try await shop.first.numbers().count < 200 || words == 0 {
                if await shop.first.waitForChange(upTo: Self.long) { words += 1 }
            }
            return words
        }
        for number in 1...200 { try await shop.second.announce(Int64(number)) }
        #expect(try await words.value < 200)
        await shop.close()
    }

    @Test("What is told just before a store is closed is heard", .timeLimit(.minutes(5)))
    func lastWord() async throws {
        let shop = try await TwoStores.listening()
        for number in 1...3 { try await shop.second.announce(Int64(number)) }
        await shop.second.close()
        repeat {
            #expect(await shop.first.waitForChange(upTo: Self.long))
        } while try await shop.first.numbers() != [1, 2, 3]
        await shop.first.close()
    }

    @Test("A wait ends at once when its task is cancelled, and the next one goes on", .timeLimit(.minutes(5)))
    func cancelled() async throws {
        let shop = try await TwoStores.listening()
        let waiting = Task { await shop.first.waitForChange(upTo: Self.long) }
        await Task.yield()
        waiting.cancel()
        #expect(await !waiting.value)
        try await shop.second.announce(1)
        #expect(await shop.first.waitForChange(upTo: Self.long))
        await shop.close()
    }

    @Test("A store listens when somebody waits, and stops when it is closed or let go", .timeLimit(.minutes(5)))
    func connections() async throws {
        let shop = try await TwoStores.open()
        #expect(try await shop.second.listeners() == 0)
        #expect(await shop.first.waitForChange(upTo: Self.long))
        #expect(try await shop.second.listeners() == 1)
        await shop.first.close()
        try await shop.second.waitForListeners(0)
        #expect(await !shop.first.waitForChange(upTo: .milliseconds(10)))
        do {
            let third = try PostgresStore(PostgresAddress(shop.database.url), options: PostgresOptions(connections: 1))
            #expect(await third.waitForChange(upTo: Self.long))
            #expect(try await shop.second.listeners() == 1)
        }
        try await shop.second.waitForListeners(0)
        await shop.second.close()
    }

    @Test("A store whose listener waits for a server that is away is closed", .timeLimit(.minutes(5)))
    func closedWhileAway() async throws {
        let shop = try await TwoStores.listening()
        try shop.database.shut()
        #expect(await !shop.first.waitForChange(upTo: .milliseconds(300)))
        await shop.close()
    }
}

/// Two nodes' stores of one database, with a connection each.
private struct TwoStores {
    let database: TemporaryDatabase
    let first: PostgresStore
    let second: PostgresStore

    static func open() async throws -> TwoStores {
        let temporary = try await TemporaryPostgresStore.withTable(options: PostgresOptions(connections: 1))
        let address = try PostgresAddress(temporary.database.url)
        return TwoStores(
            database: temporary.database,
            first: temporary.store,
            second: try PostgresStore(address, options: PostgresOptions(connections: 1))
        )
    }

    /// The first one listens.
    static func listening() async throws -> TwoStores {
        let stores = try await open()
        // Who begins to listen may have missed something.
        #expect(await stores.first.waitForChange(upTo: .seconds(3600)))
        return stores
    }

    func close() async {
        await first.close()
        await second.close()
    }
}

extension PostgresStore {
    /// Writes a number and announces it.
    fileprivate func announce(_ number: Int64) async throws {
        try await write { tx in
            try tx.execute("INSERT INTO t (n) VALUES ($1)", number)
            tx.tell(Word())
        }
    }

    /// How many connections of the database listen.
    fileprivate func listeners() async throws -> Int? {
        try await read { tx in
            try tx.first(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            ) { try $0.get(0, as: Int.self) }
        }
    }

    fileprivate func waitForListeners(_ count: Int) async throws {
        try await TotemTesting.wait(for: "\(count) listeners") { try await listeners() == count }
    }
}

private struct Word: CommitNews {}
