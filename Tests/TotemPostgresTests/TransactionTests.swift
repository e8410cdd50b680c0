import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite("Transactions on PostgreSQL", .enabled(if: hasServer, "scripts/with-postgres starts the server"))
struct TransactionTests {
    @Test("A savepoint that throws undoes its own work, however deep it is")
    func savepoints() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.write { tx in
            try tx.execute("INSERT INTO t (n) VALUES (1)")
            try insertAndUndo(2, in: tx)
            try tx.savepoint {
                try tx.execute("INSERT INTO t (n) VALUES (3)")
                try insertAndUndo(4, in: tx)
                try tx.execute("INSERT INTO t (n) VALUES (5)")
            }
        }
        #expect(try await temporary.store.numbers() == [1, 3, 5])
    }

    private func insertAndUndo(_ number: Int64, in tx: Transaction) throws {
        do {
            try tx.savepoint {
                try tx.execute("INSERT INTO t (n) VALUES ($1)", number)
                throw Refusal()
            }
        } catch is Refusal {}
    }

    @Test("The same INSERT fails in a savepoint as often as it is tried, and what is around it goes on")
    func equalInserts() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.write { tx in
            let insert: SQL = "INSERT INTO t (n) VALUES ($1)"
            _ = try tx.savepoint { try tx.savepoint { try tx.execute(insert, 1) } }
            for _ in 0..<3 {
                let error = #expect(throws: StoreError.self) { try tx.savepoint { try tx.execute(insert, 1) } }
                #expect(error?.code == .unique)
                let outcome = Result { try tx.savepoint { try tx.savepoint { try tx.execute(insert, 1) } } }
                #expect(throws: StoreError.self) { try outcome.get() }
                do {
                    _ = try tx.savepoint { try tx.execute(insert, 1) }
                    Issue.record("a number was taken twice")
                } catch let error as StoreError {
                    #expect(error.code == .unique)
                }
            }
            _ = try tx.savepoint { try tx.execute(insert, 2) }
            try tx.execute(insert, 3)
        }
        #expect(try await temporary.store.numbers() == [1, 2, 3])
    }

    @Test("A statement that fails outside of a savepoint ends the transaction, also when its error is caught")
    func caughtFailure() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        try await temporary.store.insert(1)
        let code = await storeErrorCode {
            try await temporary.store.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES (2)")
                _ = try? tx.execute("INSERT INTO t (n) VALUES (1)")
                // A savepoint that begins afterwards does not help.
                _ = try? tx.savepoint { try tx.execute("INSERT INTO t (n) VALUES (3)") }
            }
        }
        #expect(code == .unique)
        #expect(try await temporary.store.numbers() == [1])
    }
}
