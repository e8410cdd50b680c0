import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite(
    "When PostgreSQL says nothing",
    .enabled(if: hasServer, "scripts/with-postgres starts the server"),
    .timeLimit(.minutes(10))
)
struct FrozenServerTests {
    /// Statements may run for 2 s, and the server is given up after 3.
    private static let hasty = PostgresOptions(
        connections: 1,
        statementTimeout: 2_000,
        lockTimeout: 1_000,
        connectTimeout: 3,
        patience: 1_000
    )

    @Test("A server that is frozen is given up, takes nobody, and is used again when it goes on")
    func frozen() async throws {
        let server = try await OwnPostgres()
        let store = try await Self.store(at: server.url)
        try await store.insert(1)
        try server.freeze()
        #expect(await storeErrorCode { try await store.insert(2) } == .unavailable)
        // Now there is no connection any more.
        #expect(await storeErrorCode { _ = try await store.numbers() } == .unavailable)
        #expect(
            await storeErrorCode { _ = try PostgresStore(PostgresAddress(server.url), options: Self.hasty) }
                == .unavailable
        )
        server.thaw()
        try await store.insert(3)
        #expect(try await store.numbers() == [1, 3])
        await store.close()
    }

    @Test("A commit that a frozen server does not answer has an unknown outcome, and is not repeated")
    func frozenCommit() async throws {
        let server = try await OwnPostgres()
        let store = try await Self.store(at: server.url)
        let runs = Counter()
        let code = await storeErrorCode {
            try await store.write { tx in
                runs.count()
                try tx.execute("INSERT INTO t (n) VALUES (1)")
                try server.freeze()
            }
        }
        #expect(code == .outcomeUnknown)
        #expect(runs.value == 1)
        server.thaw()
        // The server had been sent the COMMIT; the old connection may still be at it.
        try await wait(for: "the row") { try await store.numbers() == [1] }
        await store.close()
    }

    @Test("What a connection held that was given up is free when the server goes on, though nobody needs another one")
    func holdsNothing() async throws {
        let server = try await OwnPostgres()
        let store = try await Self.store(at: server.url)
        try await store.insert(1)
        let code = await storeErrorCode {
            try await store.write { tx in
                try tx.execute("UPDATE t SET n = 2")
                try server.freeze()
                try tx.execute("UPDATE t SET n = 3")
            }
        }
        #expect(code == .unavailable)
        server.thaw()
        let other = try PostgresStore(PostgresAddress(server.url))
        try await other.write { tx in _ = try tx.execute("UPDATE t SET n = n + 10") }
        #expect(try await other.numbers() == [11])
        await other.close()
        await store.close()
    }

    @Test(
        "A cancelled task comes to its end though the server does not take note, and nothing else is stopped later",
        arguments: [true, false]
    )
    func cancellation(ofAFrozenStatement: Bool) async throws {
        let server = try await OwnPostgres()
        let store = try await Self.store(at: server.url)
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let goOn = Gate()
        let task = Task {
            try await store.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES (1)")
                enter.yield()
                goOn.waitBlocking()
                _ = try tx.first("SELECT 1 FROM pg_sleep(60)") { _ in 0 }
            }
        }
        for await _ in entered { break }
        try server.freeze(connections: ofAFrozenStatement)
        task.cancel()
        goOn.open()
        await #expect(throws: CancellationError.self) { try await task.value }
        // Not on the old connection, though it may be alive: the server may yet stop what runs there.
        #expect(await storeErrorCode { try await store.insert(2) } == .unavailable)
        server.thaw()
        try await store.insert(3)
        #expect(try await store.numbers() == [3])
        await store.close()
    }

    @Test("A network that vanishes under a statement, a long text or an idle connection holds nobody")
    func vanished() async throws {
        let server = try await OwnPostgres()
        let relay = try Relay(to: server.url)
        let store = try await Self.store(at: relay.url)
        for size in [10, 30_000_000] {
            relay.vanish()
            let code = await storeErrorCode {
                try await store.write { tx in
                    _ = try tx.execute("INSERT INTO t (data) VALUES ($1)", [UInt8](repeating: 7, count: size))
                }
            }
            #expect(code == .unavailable)
            relay.comeBack()
            try await store.insert(Int64(size))
        }
        #expect(try await store.numbers() == [10, 30_000_000])
        relay.vanish()
        await store.close()
    }

    @Test("Everybody who waits for a server that takes nobody is told by one attempt")
    func oneAttempt() async throws {
        let server = try await OwnPostgres()
        let relay = try Relay(to: server.url)
        let store = try await Self.store(at: relay.url)
        relay.vanish()
        let codes = await withTaskGroup(of: StoreError.Code?.self, returning: [StoreError.Code?].self) { group in
            for number in 1...20 { group.addTask { await storeErrorCode { try await store.insert(Int64(number)) } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count == 20 && codes.allSatisfy { $0 == .unavailable })
        relay.comeBack()
        // Connections come through in their order.
        try await store.insert(21)
        #expect(relay.connections < 10)
        await store.close()
    }

    private static func store(at url: String) async throws -> PostgresStore {
        let store = try PostgresStore(PostgresAddress(url), options: hasty)
        try await store.write { tx in
            try tx.runScript("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER UNIQUE, data BLOB) STRICT;")
        }
        return store
    }
}
