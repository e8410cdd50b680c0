import Foundation
import Testing
import TotemStore
import TotemTesting

@testable import TotemSQLite

@Suite("A store whose files are taken away while it is open")
struct StoreFilesTests {
    enum Loss: CaseIterable {
        case deleted, moved, replaced, overwritten, copiedOver, emptied, logDeleted, indexDeleted, linkTurned

        func happen(to path: String) throws {
            let files = FileManager.default
            switch self {
            case .deleted:
                for end in ["", "-wal", "-shm"] { try files.removeItem(atPath: path + end) }
            case .moved:
                try files.moveItem(atPath: path, toPath: path + ".old")
            case .replaced:
                try files.removeItem(atPath: path)
                try files.copyItem(atPath: path + "-wal", toPath: path)
            case .overwritten:
                let file = try FileHandle(forWritingTo: URL(filePath: path))
                try file.truncate(atOffset: 0)
                try file.write(contentsOf: Data("SQLite format 3".utf8))
                try file.close()
            case .copiedOver:
                // As large as it was.
                let file = try FileHandle(forUpdating: URL(filePath: path))
                try file.seek(toOffset: 100)
                try file.write(contentsOf: Data(count: 1000))
                try file.close()
            case .emptied:
                try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 0)
            case .logDeleted:
                try files.removeItem(atPath: path + "-wal")
            case .indexDeleted:
                try files.removeItem(atPath: path + "-shm")
            case .linkTurned:
                try files.moveItem(atPath: path, toPath: path + ".old")
                try files.createSymbolicLink(atPath: path, withDestinationPath: path + "-wal")
            }
        }
    }

    @Test("Nothing is answered as written any more, and the store says why", arguments: Loss.allCases)
    func lost(_ loss: Loss) async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let (store, path) = (temporary.store, temporary.path)
        try await store.insert(1)
        try await store.check()
        // Two writes within one tick of the system's clock have the same time.
        try await Task.sleep(for: .milliseconds(30))
        try loss.happen(to: path)
        let error = await #expect(throws: StoreError.self) { try await store.insert(2) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("deleted or replaced") == true)
        #expect(error?.message.contains(path) == true)
        #expect(await storeErrorCode { try await store.check() } == .unavailable)
        await store.close()
    }

    @Test("A file that VACUUM has made smaller is no other file")
    func vacuumed() async throws {
        let temporary = try await TemporarySQLiteStore.withTable(options: SQLiteOptions(readers: 1, checkpointPages: 1))
        let (store, path) = (temporary.store, temporary.path)
        _ = try await store.write { tx in
            try tx.execute("INSERT INTO t (n, data) VALUES (1, $1)", [UInt8](repeating: 1, count: 400_000))
        }
        let size = { try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64 ?? 0 }
        try await wait(for: "a checkpoint") { try size() > 400_000 }
        _ = try await store.write { tx in try tx.execute("DELETE FROM t") }
        try await store.check()
        let other = try DatabaseHandle(path: path)
        try other.run("VACUUM")
        try other.run("PRAGMA wal_checkpoint(FULL)")
        #expect(try size() < 400_000)
        try await store.check()
        try await store.insert(2)
        #expect(try await store.numbers() == [2])
        await store.close()
    }

    @Test("Checkpoints of two processes, while others write, are no other file")
    func checkpoints() async throws {
        let temporary = try await TemporarySQLiteStore.withTable(options: SQLiteOptions(readers: 1, checkpointPages: 1))
        let other = try DatabaseHandle(path: temporary.path)
        for number in 1...300 {
            try await temporary.store.insert(Int64(number))
            if number % 3 == 0 { try other.run("PRAGMA wal_checkpoint(PASSIVE)") }
            if number % 50 == 0 { try other.run("PRAGMA wal_checkpoint(TRUNCATE)") }
            try await temporary.store.check()
        }
        #expect(try await temporary.store.numbers().count == 300)
    }

    @Test("A write during which the file goes is not answered as done, and putting it back is not enough")
    func lostWithinWrite() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let (store, path) = (temporary.store, temporary.path)
        let error = await #expect(throws: StoreError.self) {
            try await store.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES (1)")
                try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
            }
        }
        #expect(error?.code == .unavailable)
        try FileManager.default.moveItem(atPath: path + ".old", toPath: path)
        #expect(await storeErrorCode { try await store.insert(2) } == .unavailable)
        await store.close()
        let again = try SQLiteStore(path: path, options: SQLiteOptions(readers: 1))
        try await again.insert(3)
        try await again.check()
        await again.close()
    }
}
