import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite("Statements whose answers are wanted later", .enabled(if: hasServer, "scripts/with-postgres starts the server"))
struct PostponedTests {
    private static let insert: SQL = "INSERT INTO t (n) VALUES ($1)"

    @Test("They run in the order in which they were written, whatever is asked first")
    func order() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.write { tx in
            let first = try tx.insertLater("INSERT INTO t (n) VALUES ($1) RETURNING id", 10)
            let before = try tx.queryLater("SELECT n FROM t ORDER BY n") { try $0.get(0, as: Int64.self) }
            let changed = try tx.executeLater("UPDATE t SET n = n + 1")
            let after = try tx.queryLater("SELECT n FROM t ORDER BY n") { try $0.get(0, as: Int64.self) }
            #expect(try after.value() == [11])
            #expect(try tx.query("SELECT n FROM t") { try $0.get(0, as: Int64.self) } == [11])
            #expect(try changed.value() == 1)
            #expect(try before.value() == [10])
            #expect(try first.value() == 1)
            #expect(try first.value() == 1, "asked twice, inserted once")
        }
        #expect(try await temporary.store.numbers() == [11])
    }

    @Test("A transaction of nothing else is committed, however long it is")
    func alone() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.write { tx in _ = try tx.executeLater(Self.insert, 1) }
        try await temporary.store.write { tx in
            for number in Int64(2)...1200 { try tx.executeLater(Self.insert, number) }
        }
        #expect(try await temporary.store.numbers() == Array(1...1200))
    }

    /// It would wait for ever if it did not wait to be sent.
    @Test("It is not sent before an answer is wanted")
    func isPostponed() async throws {
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
        let changed = try await store.write { tx in
            isHeld.waitBlocking()
            let changed = try tx.executeLater("UPDATE t SET n = n + 10")
            isWritten.open()
            return try changed.value()
        }
        try await holder
        #expect(changed == 1)
        #expect(try await store.numbers() == [12])
    }

    @Test("One that fails ends the transaction with its own error, whatever is caught on the way")
    func failure() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.insert(1)
        let error = await #expect(throws: StoreError.self) {
            try await temporary.store.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES (2)")
                let doubled = try tx.executeLater(Self.insert, 1)
                let later = try tx.executeLater(Self.insert, 3)
                _ = try? tx.savepoint { try tx.execute("INSERT INTO t (n) VALUES (4)") }
                #expect(throws: StoreError.self) { try doubled.value() }
                #expect(throws: StoreError.self) { try later.value() }
                #expect(throws: StoreError.self) { try tx.executeLater(Self.insert, 5) }
            }
        }
        #expect(error?.code == .unique)
        #expect(error?.sql == Self.insert.text)
        #expect(try await temporary.store.numbers() == [1])
    }

    @Test("One that fails with the commit undoes it, and the connection goes on")
    func failureAtCommit() async throws {
        let temporary = try await TemporaryPostgresStore.withTable(options: PostgresOptions(connections: 1))
        try await temporary.store.insert(1)
        for _ in 0..<3 {
            let code = await storeErrorCode {
                try await temporary.store.write { tx in
                    try tx.executeLater(Self.insert, 2)
                    try tx.executeLater(Self.insert, 1)
                }
            }
            #expect(code == .unique)
        }
        try await temporary.store.insert(3)
        #expect(try await temporary.store.numbers() == [1, 3])
    }

    @Test("A savepoint undoes what waited in it, and not what waited before it")
    func savepoints() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.write { tx in
            let kept = try tx.executeLater(Self.insert, 1)
            var undone: Pending<Int>?
            #expect(throws: Refusal.self) {
                try tx.savepoint {
                    undone = try tx.executeLater(Self.insert, 2)
                    throw Refusal()
                }
            }
            #expect(throws: StoreError.self) { try undone?.value() }
            let alsoKept = try tx.executeLater(Self.insert, 3)
            // The statement that fails was sent with both.
            #expect(throws: StoreError.self) { try tx.savepoint { try tx.execute("INSERT INTO t (n) VALUES (1)") } }
            #expect(try kept.value() == 1)
            #expect(try alsoKept.value() == 1)
        }
        #expect(try await temporary.store.numbers() == [1, 3])
    }

    @Test("A savepoint that ended inside of one that is undone keeps nothing, sent or not", arguments: [false, true])
    func nestedSavepoints(isSent: Bool) async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.write { tx in
            try tx.executeLater(Self.insert, 1)
            try tx.openSavepoint()
            let outer = try tx.executeLater(Self.insert, 2)
            if isSent { _ = try outer.value() }
            try tx.openSavepoint()
            try tx.executeLater(Self.insert, 3)
            try tx.closeSavepoint(undo: false)
            try tx.closeSavepoint(undo: true)
            try tx.savepoint {
                try tx.executeLater(Self.insert, 4)
                try tx.savepoint { _ = try tx.executeLater(Self.insert, 5) }
            }
        }
        #expect(try await temporary.store.numbers() == [1, 4, 5])
    }

    @Test("A deadlock that is met on the way is run again like any other")
    func deadlock() async throws {
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
                        try tx.executeLater("UPDATE t SET data = NULL WHERE n = $1", second)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(
        "A change of one row that is none, or several, is a conflict",
        arguments: [0, 2]
    )
    func changeOfOneRow(matching count: Int64) async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        for number in Int64(1)...3 { try await temporary.store.insert(number) }
        let runs = Counter()
        try await temporary.store.write { tx in
            let limit = runs.count() < 3 ? count : 1
            try tx.changeOneLater(
                "UPDATE t SET n = n + 10 WHERE n <= $1",
                limit,
                orElse: StoreError(.conflict, "taken")
            )
        }
        #expect(runs.value == 3)
        #expect(try await temporary.store.numbers() == [2, 3, 11])
        let error = await #expect(throws: StoreError.self) {
            try await temporary.store.write { tx in
                try tx.changeOneLater("UPDATE t SET n = 0 WHERE n = 5", orElse: StoreError(.conflict, "taken"))
                _ = try? tx.query("SELECT n FROM t") { try $0.get(0, as: Int64.self) }
            }
        }
        #expect(error?.message == "taken")
    }

    @Test("Between a plugin's statements it has the kernel's rights, and the plugin has its own")
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
                try tx.executeLater(Self.insert, number)
                #expect(try run("SELECT count(*) FROM v1_t", policy, in: tx) == number)
                #expect(throws: StoreError.self) { try run("DELETE FROM t", policy, in: tx) }
                _ = try run("INSERT INTO own VALUES (1)", policy, in: tx)
            }
        }
        #expect(try await temporary.store.numbers() == [1, 2])
    }

    /// - Returns: the first number of the first row.
    private func run(_ text: String, _ policy: AccessPolicy, in tx: Transaction) throws -> Int64? {
        let statement = try tx.statement(text, allowedBy: policy)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(at: 0) : nil
    }
}
