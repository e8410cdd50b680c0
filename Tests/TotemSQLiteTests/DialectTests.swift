import Synchronization
import Testing
import TotemStore
import TotemTesting

@testable import TotemSQLite

@Suite("The common dialect on SQLite")
struct DialectTests {
    @Test("FOR UPDATE is left out, in the kernel's statements and in a plugin's")
    func forUpdate() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        try await temporary.store.insert(7)
        let policy = AccessPolicy(owner: "p", ownTables: ["t"])
        try await temporary.store.write { tx in
            let number = try tx.first("SELECT n FROM t WHERE n = $1 FOR UPDATE", 7) { try $0.get(0, as: Int64.self) }
            #expect(number == 7)
            let statement = try tx.statement("SELECT n FROM t WHERE n = $1 for\nupdate of t", allowedBy: policy)
            defer { statement.reset() }
            try statement.bind(.integer(7), at: 1)
            #expect(try statement.step())
            // A plugin that may only read may not hold rows, as on an engine that does hold them.
            #expect(!statement.isReadOnly && statement.changes == 0)
        }
    }

    @Test(
        "Only the words themselves are left out",
        arguments: [
            ("SELECT a FROM t FOR UPDATE", "SELECT a FROM t" + blanks(11)),
            ("SELECT a FROM t FOR UPDATE OF t, u;", "SELECT a FROM t" + blanks(19) + ";"),
            ("SELECT a FROM t FOR UPDATE SKIP LOCKED;", "SELECT a FROM t" + blanks(23) + ";"),
            ("SELECT a FROM t FOR UPDATE OF t SKIP LOCKED", "SELECT a FROM t" + blanks(28)),
            ("SELECT 1 FOR /* a */ UPDATE -- b", "SELECT 1" + blanks(20) + "-- b"),
            ("SELECT 'x FOR UPDATE', \"FOR UPDATE\"", "SELECT 'x FOR UPDATE', \"FOR UPDATE\""),
            ("SELECT 'it''s FOR UPDATE'", "SELECT 'it''s FOR UPDATE'"),
            ("SELECT 1 -- FOR UPDATE\n/* FOR UPDATE", "SELECT 1 -- FOR UPDATE\n/* FOR UPDATE"),
            ("SELECT forupdate, for_update FROM x", "SELECT forupdate, for_update FROM x"),
            ("UPDATE t SET n = 1", "UPDATE t SET n = 1"),
        ]
    )
    func wordsOnly(text: String, expected: String) {
        #expect(RowLocks.removed(from: text) == expected)
    }

    @Test(
        "A list stands in a subquery, and the same words elsewhere stay",
        arguments: [
            (
                "id = ANY($1) AND a = any ( $12 );",
                "id IN (SELECT value FROM json_each($1)) AND a IN (SELECT value FROM json_each($12));"
            ),
            ("a = 1 AND b = ANY", "a = 1 AND b = ANY"), ("'a = ANY($1)' -- = ANY($1)", "'a = ANY($1)' -- = ANY($1)"),
        ]
    )
    func lists(text: String, expected: String) {
        #expect(ListParameters.written(in: text) == expected)
    }

    @Test("A write that ends in a conflict is run again, with nothing left of the time before")
    func conflictRunsAgain() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let runs = Atomic(0)
        try await temporary.store.write { tx in
            try tx.lock(.schema)
            try tx.execute("INSERT INTO t (n) VALUES ($1)", 1)
            if runs.add(1, ordering: .relaxed).newValue < 3 { throw StoreError(.conflict, "not yet") }
        }
        #expect(runs.load(ordering: .relaxed) == 3)
        #expect(try await temporary.store.numbers() == [1])
    }

    @Test("A write that always ends in a conflict is given up, and nothing of it is kept")
    func conflictIsBounded() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let runs = Atomic(0)
        let code = await storeErrorCode {
            try await temporary.store.write { tx in
                runs.add(1, ordering: .relaxed)
                try tx.execute("INSERT INTO t (n) VALUES ($1)", 1)
                throw StoreError(.conflict, "never")
            }
        }
        #expect(code == .conflict)
        #expect(runs.load(ordering: .relaxed) == StoreError.conflictRuns)
        #expect(try await temporary.store.numbers().isEmpty)
    }
}

private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
