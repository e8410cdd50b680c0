import FoundationEssentials
import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("A store whose files are taken away while it is open")
struct StoreFilesTests {
    enum Loss: CaseIterable {
        case deleted, moved, replaced, logDeleted, indexDeleted, linkTurned

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
        try loss.happen(to: path)
        let error = await #expect(throws: StoreError.self) { try await store.insert(2) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("deleted or replaced") == true)
        #expect(error?.message.contains(path) == true)
        #expect(await storeErrorCode { try await store.check() } == .unavailable)
        await store.close()
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
