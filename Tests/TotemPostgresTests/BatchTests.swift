import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite(
    "Statements that travel together, and with the commit",
    .enabled(if: hasServer, "scripts/with-postgres starts the server")
)
struct BatchTests {
    private static let insert: SQL = "INSERT INTO t (n) VALUES ($1)"

    @Test("However many there are, they are run, and committed")
    func many() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.write { tx in
            try tx.together { batch in for number in Int64(1)...1200 { try batch.execute(Self.insert, number) } }
            for number in Int64(1201)...2400 { try tx.executeAtCommit(Self.insert, number) }
        }
        #expect(try await temporary.store.numbers() == Array(1...2400))
    }

    /// It would wait for ever if it did not wait for the commit.
    @Test("What is for the commit is not sent before")
    func isSentWithTheCommit() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        let store = temporary.store
        try await store.insert(1)
        let isHeld = Gate()
        let isWritten = Gate()
        async let holder: Void = store.write { tx in
            try tx.execute("UPDATE t SET n = 2")
            isHeld.open()
            isWritten.waitBlocking()
        }
        try await store.write { tx in
            isHeld.waitBlocking()
            try tx.executeAtCommit("UPDATE t SET n = n + 10")
            _ = try tx.query("SELECT n FROM t") { try $0.get(0, as: Int64.self) }
            isWritten.open()
        }
        try await holder
        #expect(try await store.numbers() == [12])
    }

    @Test("One that fails with the commit undoes it, and the connection goes on")
    func failureAtCommit() async throws {
        let temporary = try await TemporaryPostgresStore.withTable(options: PostgresOptions(connections: 1))
        try await temporary.store.insert(1)
        for _ in 0..<3 {
            let error = await #expect(throws: StoreError.self) {
                try await temporary.store.write { tx in
                    try tx.executeAtCommit(Self.insert, 2)
                    try tx.executeAtCommit(Self.insert, 1)
                }
            }
            #expect(error?.code == .unique)
            #expect(error?.sql == Self.insert.text)
        }
        try await temporary.store.insert(3)
        #expect(try await temporary.store.numbers() == [1, 3])
    }

    @Test("A deadlock that is met on the way is run again like any other", arguments: [false, true])
    func deadlock(atCommit: Bool) async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        let store = temporary.store
        try await store.insert(1)
        try await store.insert(2)
        let both = Meeting(of: 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (first, second) in [(1, 2), (2, 1)] {
                group.addTask {
                    try await store.write { tx in
                        try tx.execute("UPDATE t SET data = NULL WHERE n = $1", first)
                        both.arrive()
                        if atCommit {
                            try tx.executeAtCommit("UPDATE t SET data = NULL WHERE n = $1", second)
                        } else {
                            try tx.together { batch in
                                try batch.execute("UPDATE t SET data = NULL WHERE n = $1", second)
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("Between a plugin's statements they have the kernel's rights, and the plugin has its own")
    func rights() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        let view = ViewCatalogue.View("v1_t", of: "t", columns: ["n"], permission: "a test")
        let catalogue = ViewCatalogue([view], referable: [])
        let policy = AccessPolicy(owner: "p", ownTables: ["own"], views: ["v1_t"], of: catalogue)
        try await temporary.store.write { tx in
            try tx.runScript("CREATE VIEW v1_t AS SELECT n FROM t;")
            try tx.runScript("CREATE TABLE own (n INTEGER) STRICT;", allowedBy: policy)
        }
        try await temporary.store.write { tx in
            for number in Int64(1)...2 {
                try tx.executeAtCommit(Self.insert, number + 10)
                try tx.together { batch in try batch.execute(Self.insert, number) }
                #expect(try run("SELECT count(*) FROM v1_t", policy, in: tx) == number)
                #expect(throws: StoreError.self) { try run("DELETE FROM t", policy, in: tx) }
                _ = try run("INSERT INTO own VALUES (1)", policy, in: tx)
            }
        }
        #expect(try await temporary.store.numbers() == [1, 2, 11, 12])
    }

    /// - Returns: the first number of the first row.
    private func run(_ text: String, _ policy: AccessPolicy, in tx: Transaction) throws -> Int64? {
        let statement = try tx.statement(text, allowedBy: policy)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(at: 0) : nil
    }
}
