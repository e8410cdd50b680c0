import FoundationEssentials
import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("A SQLite file that is only read")
struct ReadOnlyTests {
    @Test("Nothing is put beside it, and nothing can be written")
    func alone() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        try await temporary.store.insert(1)
        await temporary.store.close()
        let before = try FileManager.default.contentsOfDirectory(atPath: temporary.folder)
        let store = try ReadOnlySQLiteStore(path: temporary.path)
        #expect(try await store.numbers() == [1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.folder) == before)
        #expect(
            await storeErrorCode { try await store.write { tx in _ = try tx.execute("DELETE FROM t") } } == .readOnly
        )
        await store.close()
        await store.close()
        #expect(await storeErrorCode { _ = try await store.numbers() } == .closed)
    }

    @Test("What another process has written and not yet moved into the file is read too")
    func besideAWriter() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        for number in Int64(1)...3 {
            try await temporary.store.insert(number)
            let store = try ReadOnlySQLiteStore(path: temporary.path)
            #expect(try await store.numbers() == Array(1...number))
            await store.close()
        }
    }

    @Test("What was read while another process began to write is not given out")
    func changedMeanwhile() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        await temporary.store.close()
        let store = try ReadOnlySQLiteStore(path: temporary.path)
        #expect(try await store.numbers() == [])
        let other = try SQLiteStore(path: temporary.path)
        try await other.insert(1)
        #expect(await storeErrorCode { _ = try await store.numbers() } == .locked)
        await other.close()
        #expect(await storeErrorCode { _ = try await store.numbers() } == .locked)
        await store.close()
    }

    @Test("A path may have any character in it", arguments: ["a b?c#d%41.db", "é日本.db", "q=1&immutable=0.db"])
    func path(_ name: String) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/\(name)"
        let made = try SQLiteStore(path: path)
        try await made.write { tx in try tx.runScript("CREATE TABLE t (n INTEGER) STRICT;") }
        await made.close()
        let store = try ReadOnlySQLiteStore(path: path)
        #expect(try await store.numbers() == [])
        await store.close()
    }
}

extension Store {
    fileprivate func numbers() async throws -> [Int64] {
        try await read { tx in try tx.query("SELECT n FROM t ORDER BY n") { try $0.get(0, as: Int64.self) } }
    }
}
