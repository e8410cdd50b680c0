import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("Transactions")
struct TransactionTests {
    @Test("A savepoint that throws undoes its own work, however deep it is")
    func savepoints() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        try await store.write { tx in
            try tx.execute("INSERT INTO t (n) VALUES (1)")
            try insertAndUndo(2, in: tx)
            try tx.savepoint {
                try tx.execute("INSERT INTO t (n) VALUES (3)")
                try insertAndUndo(4, in: tx)
                try tx.execute("INSERT INTO t (n) VALUES (5)")
            }
        }
        #expect(try await store.numbers() == [1, 3, 5])
    }

    private func insertAndUndo(_ number: Int64, in tx: Transaction) throws {
        do {
            try tx.savepoint {
                try tx.execute("INSERT INTO t (n) VALUES ($1)", number)
                throw Refusal()
            }
        } catch is Refusal {}
    }

    @Test("An insert gives the id of its row, whatever was inserted or passed over before")
    func insertedIDs() async throws {
        let temporary = try await TemporarySQLiteStore(migrated: false)
        let ids = try await temporary.store.write { tx in
            try tx.runScript("CREATE TABLE named (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;")
            try tx.execute("INSERT INTO named (id, name) VALUES (41, 'a')")
            let insert: SQL = "INSERT INTO named (name) VALUES ($1) returning id /* the row's */"
            let first = try tx.insert(insert, "b")
            try tx.execute("INSERT INTO named (id, name) VALUES (7, 'a') ON CONFLICT DO NOTHING")
            let second = try tx.first(insert, "c") { try $0.get(0, as: Int64.self) }
            return [first, second, try tx.insert(insert, "d")]
        }
        #expect(ids == [42, 43, 44])
    }

    @Test(
        "An insert that can't say which row it made is refused",
        arguments: [
            "INSERT INTO t (n) VALUES (1)", "INSERT INTO t (n) VALUES (1) ON CONFLICT DO NOTHING RETURNING id",
            "INSERT INTO t (n) SELECT 1 WHERE 0 RETURNING id", "INSERT INTO t (n) VALUES (1), (2) RETURNING id",
        ] as [SQL]
    )
    func insertsWithoutID(_ sql: SQL) async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        #expect(await storeErrorCode { _ = try await store.write { tx in try tx.insert(sql) } } == .misuse)
        #expect(try await store.numbers() == [])
    }

    @Test("Texts and blobs are kept as they were given, however long and however many, with every run of a statement")
    func parameters() async throws {
        let temporary = try await TemporarySQLiteStore(migrated: false)
        let lengths = [0, 1, 15, 16, 100, 511, 512, 513, 5000]
        let given = lengths.map { String(repeating: "ä", count: $0 / 2) + ($0 % 2 == 1 ? "x" : "") }
        let kept = try await temporary.store.write { tx in
            try tx.runScript("CREATE TABLE kept (id INTEGER PRIMARY KEY, a TEXT, b BLOB, c TEXT, d TEXT) STRICT;")
            let insert: SQL = "INSERT INTO kept (a, b, c, d) VALUES ($1, $2, $3, $4)"
            for text in given + given.reversed() {
                try tx.execute(insert, text, Array(text.utf8), nil as String?, text)
            }
            return try tx.query("SELECT a, b, c, d FROM kept ORDER BY id") { row in
                (
                    try row.get(0, as: String.self), try row.get(1, as: [UInt8].self), try row.get(2, as: String?.self),
                    try row.get(3, as: String.self)
                )
            }
        }
        #expect(kept.map(\.0) == given + given.reversed())
        #expect(kept.map(\.1) == kept.map { Array($0.0.utf8) })
        #expect(kept.allSatisfy { $0.2 == nil })
        #expect(kept.map(\.3) == kept.map(\.0))
    }

    @Test("A statement may be used again while it runs")
    func nestedStatements() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        let pairs = try await store.write { tx in
            for number in Int64(1)...3 { try tx.execute("INSERT INTO t (n) VALUES ($1)", number) }
            let numbers: SQL = "SELECT n FROM t WHERE n >= $1 ORDER BY n"
            return try tx.query(numbers, Int64(1)) { outer in
                let first = try outer.get(0, as: Int64.self)
                let inner = try tx.query(numbers, first) { try $0.get(0, as: Int64.self) }
                #expect(try outer.get(0, as: Int64.self) == first)
                return inner
            }
        }
        #expect(pairs == [[1, 2, 3], [2, 3], [3]])
    }

    @Test(
        "Values come back as they were written",
        arguments: [
            SQLValue.null, .integer(.min), .integer(.max), .real(-0.5), .text(""), .text("naïve \u{1F600} \0 end"),
            .blob([]), .blob([0, 255, 0]),
        ]
    )
    func values(_ value: SQLValue) async throws {
        let temporary = try await TemporarySQLiteStore(migrated: false)
        let read: SQLValue? = try await temporary.store.write { tx in
            try tx.runScript("CREATE TABLE v (x ANY) STRICT;")
            try tx.execute("INSERT INTO v (x) VALUES ($1)", value)
            return try tx.first("SELECT x FROM v") { row in
                switch row.statement.kind(at: 0) {
                case .null: .null
                case .integer: .integer(try row.get(0))
                case .real: .real(try row.get(0))
                case .text: .text(try row.get(0))
                case .blob: .blob(try row.get(0))
                }
            }
        }
        #expect(read == value)
    }

    @Test("Parameters go by their number, not by where they stand")
    func parameterNumbers() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        let answer = try await store.read { tx in
            try tx.first("SELECT $2 || '-' || $1 || '-' || $2", "one", "two") { try $0.get(0, as: String.self) }
        }
        #expect(answer == "two-one-two")
    }

    @Test("A wrong number of parameters is the caller's mistake, not NULL")
    func parameterCount() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        #expect(
            await storeErrorCode {
                try await store.read { tx in _ = try tx.first("SELECT $1 || $2", "one") { _ in 0 } }
            } == .misuse
        )
        #expect(
            await storeErrorCode {
                try await store.read { tx in _ = try tx.first("SELECT $1 || $3", "one", "two") { _ in 0 } }
            } == .syntax
        )
    }

    @Test("Reading a column as what it does not hold names the column")
    func decoding() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        let error = await #expect(throws: StoreError.self) {
            try await store.read { tx in
                _ = try tx.first("SELECT 'five' AS amount") { try $0.get(0, as: Int64.self) }
            }
        }
        #expect(error?.code == .decoding)
        #expect(error?.message.contains("amount") == true)
    }

    @Test("A read sees one snapshot from its first statement to its last")
    func snapshot() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        try await store.insert(1)
        let hasRead = Gate()
        let hasWritten = Gate()
        async let counts = store.read { tx in
            let count: SQL = "SELECT count(*) FROM t"
            let first = try tx.first(count) { try $0.get(0, as: Int.self) }
            hasRead.open()
            hasWritten.waitBlocking()
            return [first, try tx.first(count) { try $0.get(0, as: Int.self) }]
        }
        try await hasRead.wait()
        try await store.insert(2)
        hasWritten.open()
        #expect(try await counts == [1, 1])
        #expect(try await store.numbers() == [1, 2])
    }

    @Test("A read can change nothing")
    func readOnly() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        #expect(
            await storeErrorCode {
                try await store.read { tx in _ = try tx.execute("INSERT INTO t (n) VALUES (1)") }
            } == .readOnly
        )
        #expect(try await store.numbers() == [])
    }

    @Test("Constraints are told apart")
    func constraints() async throws {
        let store = try await TemporarySQLiteStore(migrated: true).store
        func code(_ body: @escaping @Sendable (Transaction) throws -> Void) async -> StoreError.Code? {
            await storeErrorCode { try await store.write(body) }
        }
        #expect(
            await code { tx in
                try tx.execute("INSERT INTO warehouses (name) VALUES ('A')")
                try tx.execute("INSERT INTO warehouses (name) VALUES ('A')")
            } == .unique
        )
        #expect(await code { try $0.execute("INSERT INTO warehouses (id, name) VALUES (1, NULL)") } == .constraint)
        #expect(
            await code {
                try $0.execute(
                    "INSERT INTO cart_items (cart_id, product_id, quantity, sku, name) VALUES (1, 1, 1, 'a', 'a')"
                )
            } == .foreignKey
        )
    }

    @Test(
        "Commits of others are told as soon as their writes have returned, the store's own never",
        .timeLimit(.minutes(5))
    )
    func commitsOfOthers() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let store = temporary.store
        let other = try SQLiteStore(path: temporary.path, options: SQLiteOptions(readers: 1))
        try await store.insert(Int64.max)
        var known = try #require(store.commitsOfOthers)
        for round in Int64(0)..<50 {
            // What this store does meanwhile, with what fails and what writes nothing, hides no commit of the other.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 { group.addTask { try await store.insert(1000 * round + Int64(number)) } }
                group.addTask { await #expect(throws: StoreError.self) { try await store.insert(Int64.max) } }
                group.addTask { try await store.write { _ in } }
                group.addTask { try await other.insert(-1 - round) }
                try await group.waitForAll()
            }
            let now = try #require(store.commitsOfOthers)
            #expect(now > known)
            known = now
        }
        for number in Int64(0)..<50 {
            try await store.insert(100_000 + number)
            await #expect(throws: StoreError.self) { try await store.insert(100_000 + number) }
            try await store.write { _ in }
            #expect(store.commitsOfOthers == known)
        }
        await other.close()
        await store.close()
        #expect(store.commitsOfOthers == nil)
    }

    @Test("A statement is stopped at its deadline: one that reads alone, one that writes with its transaction")
    func stopped() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let store = temporary.store
        let policy = AccessPolicy(owner: "endless", ownTables: ["t"])
        let endless = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT"
        try await store.write { tx in
            try tx.execute("INSERT INTO t (n) VALUES (1)")
            let reading = try tx.statement("\(endless) MAX(i) FROM n", allowedBy: policy)
            let error = #expect(throws: StoreError.self) { try reading.step(until: Deadline(.now + .milliseconds(20))) }
            #expect(error?.code == .interrupted)
            reading.reset()
            try tx.execute("INSERT INTO t (n) VALUES (2)")
        }
        #expect(try await store.numbers() == [1, 2])
        let code = await storeErrorCode {
            try await store.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES (3)")
                let writing = try tx.statement("INSERT INTO t (n) \(endless) i FROM n WHERE i < 0", allowedBy: policy)
                _ = try writing.step(until: Deadline(.now + .milliseconds(20)))
            }
        }
        #expect(code == .interrupted)
        try await store.insert(4)
        #expect(try await store.numbers() == [1, 2, 4])
    }

    @Test("A statement that had no processor for its time is given as much once more")
    func delayed() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let policy = AccessPolicy(owner: "slow", ownTables: ["t"])
        try await temporary.store.write { tx in
            let numbers = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
            let statement = try tx.statement("\(numbers) SELECT MAX(i) FROM n", allowedBy: policy)
            let now = ContinuousClock.now
            #expect(throws: StoreError.self) { try statement.step(until: Deadline(now)) }
            statement.reset()
            #expect(try statement.step(until: Deadline(now) { .seconds(3600) }))
        }
    }

    @Test("The log stays bounded while writes go on without a pause")
    func logStaysBounded() async throws {
        let options = SQLiteOptions(readers: 1, checkpointPages: 20)
        let temporary = try await TemporarySQLiteStore.withTable(options: options)
        for number in Int64(0)..<400 {
            try await temporary.store.write { tx in
                _ = try tx.execute(
                    "INSERT INTO t (n, data) VALUES ($1, $2)",
                    number,
                    [UInt8](repeating: 1, count: 8000)
                )
            }
        }
        // A header, then a frame for each page written. The inserts write five pages each: 2,000 without a bound. The
        // writer empties the log at four times 20, whenever the checkpointer's thread gets its turns.
        let frames = (try FileSize.of(temporary.path + "-wal") - 32) / (24 + 4096)
        #expect(frames <= 4 * 20 + 5)
    }
}
