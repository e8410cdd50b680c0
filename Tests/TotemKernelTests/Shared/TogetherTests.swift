import Synchronization
import Testing
import TotemStore
import TotemTesting

@Suite("Statements that travel together, and with the commit, on every engine")
struct TogetherTests {
    private static let insert: SQL = "INSERT INTO t (n) VALUES ($1)"

    @Test("They run in the order in which they were written, and what they answer is there when the batch ends")
    func order() async throws {
        let table = try await Table()
        try await table.store.write { tx in
            let (id, before, after) = try tx.together { batch in
                let id = try batch.insert("INSERT INTO t (n) VALUES ($1) RETURNING id", 10)
                let before = try batch.query("SELECT n FROM t") { try $0.get(0, as: Int64.self) }
                try batch.execute("UPDATE t SET n = n + 1")
                return (id, before, try batch.query("SELECT n FROM t") { try $0.get(0, as: Int64.self) })
            }
            #expect(id == 1)
            #expect(before == [10])
            #expect(after == [11])
        }
        #expect(try await table.numbers() == [11])
    }

    @Test("Answers are put together, listed and changed, each asked for once")
    func answers() async throws {
        let table = try await Table()
        let (sum, ids, twice) = try await table.store.write { tx in
            try tx.together { batch in
                let first = try batch.insert("INSERT INTO t (n) VALUES (1) RETURNING id")
                let second = try batch.insert("INSERT INTO t (n) VALUES (2) RETURNING id")
                return (
                    try Queued.combining(first, second) { $0 * 10 + $1 }, Queued.all([first, second]),
                    try first.map { $0 * 2 }
                )
            }
        }
        #expect(sum == 12)
        #expect(ids == [1, 2])
        #expect(twice == 2)
        #expect(try await table.numbers() == [1, 2])
    }

    @Test("The first that fails ends the batch with its own error, and a savepoint undoes it")
    func failure() async throws {
        let table = try await Table()
        try await table.store.write { tx in
            try tx.execute(Self.insert, 1)
            let error = #expect(throws: StoreError.self) {
                try tx.savepoint {
                    try tx.together { batch in
                        try batch.execute("INSERT INTO t (n) VALUES (2)")
                        try batch.execute(Self.insert, 1)
                        try batch.execute("INSERT INTO t (n) VALUES (3)")
                    }
                    Issue.record("the error did not appear where its cause stands")
                }
            }
            #expect(error?.code == .unique)
            #expect(error?.sql == Self.insert.text)
            try tx.execute(Self.insert, 4)
        }
        #expect(try await table.numbers() == [1, 4])
    }

    @Test("Inside of a batch nothing else is run, and what was written before it stays as it is")
    func misuse() async throws {
        let table = try await Table()
        try await table.store.write { tx in
            try tx.execute(Self.insert, 1)
            for wrong in [Self.direct, Self.nested, Self.savepoint] {
                let error = #expect(throws: StoreError.self) { try tx.together { _ in try wrong(tx) } }
                #expect(error?.code == .misuse)
            }
        }
        #expect(try await table.numbers() == [1])
    }

    private static let direct: @Sendable (Transaction) throws -> Void = { tx in try tx.execute(insert, 2) }
    private static let nested: @Sendable (Transaction) throws -> Void = { tx in
        try tx.together { batch in try batch.execute(insert, 2) }
    }
    private static let savepoint: @Sendable (Transaction) throws -> Void = { tx in try tx.savepoint {} }

    @Test("A change of one row that is none, or several, is a conflict", arguments: [0, 2], [false, true])
    func changeOfOneRow(matching count: Int64, atCommit: Bool) async throws {
        let table = try await Table()
        try await table.store.write { tx in for number in Int64(1)...3 { try tx.execute(Self.insert, number) } }
        let runs = Mutex(0)
        let store = table.store
        let change: @Sendable (Int64) async throws -> Void = { count in
            try await store.write { tx in
                runs.withLock { $0 += 1 }
                let conflict = StoreError(.conflict, "taken")
                if atCommit {
                    try tx.changeOneAtCommit("UPDATE t SET n = n + 10 WHERE n <= $1", count, orElse: conflict)
                } else {
                    try tx.together { batch in
                        try batch.changeOne("UPDATE t SET n = n + 10 WHERE n <= $1", count, orElse: conflict)
                    }
                }
            }
        }
        let error = await #expect(throws: StoreError.self) { try await change(count) }
        #expect(error?.message == "taken")
        #expect(runs.withLock { $0 } == StoreError.conflictRuns)
        #expect(try await table.numbers() == [1, 2, 3])
        try await change(1)
        #expect(try await table.numbers() == [2, 3, 11])
    }

    @Test("What is for the commit follows what was written before it, in its own order")
    func atCommit() async throws {
        let table = try await Table()
        try await table.store.write { tx in
            try tx.executeAtCommit("UPDATE t SET n = n + 10")
            try tx.executeAtCommit("INSERT INTO t (n) VALUES (5)")
        }
        #expect(try await table.numbers() == [5])
        let error = await #expect(throws: StoreError.self) {
            try await table.store.read { tx in try tx.executeAtCommit(Self.insert, 1) }
        }
        #expect(error?.code == .readOnly)
    }

    @Test("What was to be done with the commit and after it is undone with its savepoint, at any depth")
    func savepoints() async throws {
        let table = try await Table()
        let done = Mutex<[String]>([])
        table.store.listeners.add { news in
            for case let word as Word in news { done.withLock { $0.append("told \(word.number)") } }
        }
        let say: @Sendable (Transaction, Int64) throws -> Void = { tx, number in
            tx.afterCommit { done.withLock { $0.append("did \(number)") } }
            tx.tell(Word(number: number))
            try tx.executeAtCommit(Self.insert, number)
        }
        try await table.store.write { tx in
            try say(tx, 1)
            try? tx.savepoint {
                try say(tx, 2)
                try tx.savepoint { try say(tx, 3) }
                throw Undone()
            }
            try tx.savepoint {
                try say(tx, 4)
                try? tx.savepoint {
                    // As when a statement between has made the engine open the savepoints.
                    _ = try tx.query("SELECT n FROM t") { try $0.get(0, as: Int64.self) }
                    try say(tx, 5)
                    throw Undone()
                }
            }
            try say(tx, 6)
        }
        #expect(try await table.numbers() == [1, 4, 6])
        #expect(done.withLock { $0 } == ["did 1", "did 4", "did 6", "told 1", "told 4", "told 6"])
    }
}

private struct Undone: Error {}

private struct Word: CommitNews {
    let number: Int64
}

/// A store with one table `t (id, n UNIQUE)`.
private struct Table {
    private let temporary: TemporaryStore

    init() async throws {
        temporary = try await TemporaryStore(migrated: false)
        try await store.write { tx in
            try tx.runScript("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER UNIQUE) STRICT;")
        }
    }

    var store: any Store { temporary.store }

    func numbers() async throws -> [Int64] {
        try await store.read { tx in try tx.query("SELECT n FROM t ORDER BY n") { try $0.get(0, as: Int64.self) } }
    }
}
