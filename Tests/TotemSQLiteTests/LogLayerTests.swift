import FoundationEssentials
import Testing
import TotemStore
import TotemTesting

@testable import TotemSQLite

@Suite("The log's file layer")
struct LogLayerTests {
    @Test(
        "The files hold every write that has been answered, small and large",
        arguments: [10, 5000, 120_000, 1_000_000]
    )
    func answeredIsWritten(size: Int) async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        for number in Int64(0)..<4 {
            try await temporary.store.write { tx in
                _ = try tx.execute(
                    "INSERT INTO t (n, data) VALUES ($1, $2)",
                    number,
                    [UInt8](repeating: UInt8(number), count: size)
                )
            }
            // As after a crash: what is in the files at this moment.
            let copy = "\(temporary.path).\(number)"
            for end in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: temporary.path + end, toPath: copy + end)
            }
            let crashed = try SQLiteStore(path: copy, options: SQLiteOptions(readers: 1))
            #expect(try await crashed.numbers() == Array(0...number))
            #expect(try await crashed.read { tx in try sizeOfData(in: tx) } == size * Int(number + 1))
            await crashed.close()
        }
    }

    @Test("A transaction reads back what it has written, however much of it has gone to the log by then")
    func readBack() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        let sums = try await store.write { tx in
            try (Int64(0)..<40).map { number in
                let data = [UInt8](repeating: 7, count: 1_000_000)
                try tx.execute("INSERT INTO t (n, data) VALUES ($1, $2)", number, data)
                return try sizeOfData(in: tx)
            }
        }
        #expect(sums == (1...40).map { $0 * 1_000_000 })
    }

    @Test("What was undone is never written over what another process has committed", arguments: [true, false])
    func undone(isClosed: Bool) async throws {
        // Nothing is moved out of the log meanwhile.
        let options = SQLiteOptions(readers: 1, checkpointPages: 1_000_000)
        let temporary = try await TemporarySQLiteStore.withTable(options: options)
        try await temporary.store.insert(0)
        let other = try SQLiteStore(path: temporary.path, options: options)
        await #expect(throws: StoreError.self) {
            try await temporary.store.write { tx in
                try fill(100..<140, in: tx)
                throw StoreError(.misuse, "undo it")
            }
        }
        // As many pages as were undone, so that they lie in the same places.
        try await other.write { tx in try fill(1..<41, in: tx) }
        if isClosed { await temporary.store.close() } else { try await temporary.store.insert(41) }
        await other.close()
        let again = try SQLiteStore(path: temporary.path, options: SQLiteOptions(readers: 1))
        #expect(try await again.numbers() == Array(0...(isClosed ? 40 : 41)))
        let wrong = try await again.read { tx in
            try tx.query("SELECT n, data FROM t WHERE n BETWEEN 1 AND 40") { row in
                let number: Int64 = try row.get(0)
                return try row.get(1, as: [UInt8].self).allSatisfy { $0 == UInt8(number) } ? nil : number
            }.compactMap { $0 }
        }
        #expect(wrong.isEmpty)
        await again.close()
    }

    @Test(
        "Whatever a connection reads or moves after it has undone something, others' commits stay",
        arguments: ["PRAGMA data_version", "SELECT count(*) FROM t", "PRAGMA wal_checkpoint(PASSIVE)"]
    )
    func readAfterUndoing(statement: String) async throws {
        let options = SQLiteOptions(readers: 1, checkpointPages: 1_000_000)
        let temporary = try await TemporarySQLiteStore.withTable(options: options)
        let connection = try Connection(path: temporary.path, options: options, isWriter: true)
        try connection.beginImmediate()
        // Some of its pages go to the log, and the last of them stay gathered.
        let undone = Transaction(on: connection, isWritable: true)
        try fill(100..<140, in: undone)
        _ = undone.finish()
        connection.resetStatementsInUse()
        connection.rollback()
        try await temporary.store.write { tx in try fill(1..<41, in: tx) }
        _ = try connection.database.answer(to: statement)
        // As after a crash: what is in the files at this moment.
        let copy = temporary.path + ".copy"
        for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: temporary.path + end, toPath: copy + end) }
        let again = try SQLiteStore(path: copy, options: SQLiteOptions(readers: 1))
        #expect(try await again.numbers() == Array(1...40))
        let sound = try await again.read { tx in
            try tx.first("PRAGMA integrity_check") { try $0.get(0, as: String.self) }
        }
        #expect(sound == "ok")
        await again.close()
    }

    /// Forty of these are more than the cache holds, so that pages go to the log before the end.
    private func fill(_ numbers: Range<Int64>, in tx: Transaction) throws {
        for number in numbers {
            let data = [UInt8](repeating: UInt8(number), count: 1_000_000)
            try tx.execute("INSERT INTO t (n, data) VALUES ($1, $2)", number, data)
        }
    }

    private func sizeOfData(in tx: Transaction) throws -> Int? {
        try tx.first("SELECT sum(length(data)) FROM t") { try $0.get(0, as: Int.self) }
    }
}
