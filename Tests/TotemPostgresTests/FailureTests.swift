import Synchronization
import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite("When PostgreSQL fails", .enabled(if: hasServer, "scripts/with-postgres starts the server"))
struct FailureTests {
    @Test("Transactions that lock the same rows in different orders are both done")
    func deadlock() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        let store = temporary.store
        try await store.insert(1)
        try await store.insert(2)
        let runs = Counter()
        let bothHaveOne = Meeting(of: 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for order in [[1, 2], [2, 1]] {
                group.addTask {
                    try await store.write { tx in
                        runs.count()
                        try tx.execute("UPDATE t SET data = X'01' WHERE n = $1", order[0])
                        bothHaveOne.arrive()
                        try tx.execute("UPDATE t SET data = X'02' WHERE n = $1", order[1])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(runs.value > 2)
    }

    @Test("A closure whose connection is cut is run again on a new one")
    func reconnects() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        let runs = Counter()
        try await temporary.store.write { tx in
            let backend = try tx.first("SELECT pg_backend_pid()") { try $0.get(0, as: Int.self) } ?? 0
            try tx.execute("INSERT INTO t (n) VALUES (7)")
            if runs.count() == 1 {
                try temporary.database.administer("SELECT pg_terminate_backend(\(backend))")
            }
            try tx.execute("INSERT INTO t (n) VALUES (8)")
        }
        #expect(runs.value == 2)
        #expect(try await temporary.store.numbers() == [7, 8])
    }

    @Test("A server that is gone is told at once, and is used again when it is back")
    func outage() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try temporary.database.shut()
        #expect(await storeErrorCode { try await temporary.store.insert(1) } == .unavailable)
        #expect(await storeErrorCode { _ = try await temporary.store.numbers() } == .unavailable)
        try temporary.database.open()
        try await temporary.store.insert(2)
        #expect(try await temporary.store.numbers() == [2])
    }

    @Test("A server that takes no writes says so with the mend, to who checks and to who writes, and is still read")
    func readOnly() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.insert(1)
        try temporary.database.administer("ALTER DATABASE DATABASE_NAME SET default_transaction_read_only = on")
        let store = try PostgresStore(temporary.store.address)
        let attempts: [() async throws -> Void] = [{ try await store.check() }, { try await store.insert(2) }]
        for attempt in attempts {
            let error = await #expect(throws: StoreError.self) { try await attempt() }
            #expect(error?.code == .readOnly)
            #expect(error?.message.contains("default_transaction_read_only is on; name the primary") == true)
        }
        #expect(try await store.numbers() == [1])
        let findings = try await store.read { tx in try tx.inspection().findings() }
        #expect(findings.contains { $0.grade == .problem && $0.text.contains("takes no writes") })
        await store.close()
    }

    @Test("A connection that is cut during the commit leaves the outcome unknown")
    func outcomeUnknown() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.write { tx in
            try tx.runScript(
                """
                CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
                CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
                  FOR EACH ROW EXECUTE FUNCTION slow();
                """
            )
        }
        let runs = Counter()
        async let code = storeErrorCode {
            try await temporary.store.write { tx in
                runs.count()
                _ = try tx.execute("INSERT INTO t (n) VALUES (1)")
            }
        }
        try await temporary.store.waitForCommit()
        try temporary.database.administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'DATABASE_NAME' AND query = 'COMMIT' "
                + "AND state = 'active'"
        )
        #expect(await code == .outcomeUnknown)
        #expect(runs.value == 1)
    }

    @Test("A cancelled task stops its statement at the server, and the connection goes on")
    func cancellation() async throws {
        let temporary = try await TemporaryPostgresStore.withTable(options: PostgresOptions(connections: 1))
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await temporary.store.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES (1)")
                enter.yield()
                _ = try tx.first("SELECT 1 FROM pg_sleep(60)") { _ in 0 }
            }
        }
        for await _ in entered { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await temporary.store.insert(2)
        #expect(try await temporary.store.numbers() == [2])
    }

    @Test("A statement that runs too long, and a row that is held too long, are errors of their own")
    func timeouts() async throws {
        let options = PostgresOptions(connections: 2, statementTimeout: 300, lockTimeout: 100)
        let temporary = try await TemporaryPostgresStore.withTable(options: options)
        let store = temporary.store
        #expect(
            await storeErrorCode {
                try await store.read { tx in _ = try tx.first("SELECT 1 FROM pg_sleep(60)") { _ in 0 } }
            }
                == .interrupted
        )
        try await store.insert(1)
        let code = await storeErrorCode {
            try await store.write { tx in
                try tx.execute("UPDATE t SET data = X'01' WHERE n = 1")
                let inner = Gate()
                let found = Mutex<StoreError.Code?>(nil)
                Task {
                    let code = await storeErrorCode {
                        try await store.write { tx in _ = try tx.execute("UPDATE t SET data = X'02' WHERE n = 1") }
                    }
                    found.withLock { $0 = code }
                    inner.open()
                }
                inner.waitBlocking()
                if let code = found.withLock({ $0 }) { throw StoreError(code, "the inner one") }
            }
        }
        #expect(code == .locked)
    }
}

extension PostgresStore {
    /// Returns once a transaction of this database is being committed.
    fileprivate func waitForCommit() async throws {
        try await TotemTesting.wait(for: "a commit") {
            let count = try await read { tx in
                try tx.first(
                    """
                    SELECT COUNT(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND query = 'COMMIT' AND state = 'active'
                    """
                ) { try $0.get(0, as: Int.self) }
            }
            return count != 0
        }
    }
}
