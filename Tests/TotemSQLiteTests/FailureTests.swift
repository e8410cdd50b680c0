import FoundationEssentials
import Glibc
import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("Failures of the store")
struct FailureTests {
    @Test("A full disk fails the write that needed room; the others of its batch are kept, and the writer goes on")
    func fullDisk() async throws {
        let temporary = try await TemporarySQLiteStore.withTable(options: SQLiteOptions(readers: 1, batchTime: 60_000))
        let store = temporary.store
        try await store.write { tx in _ = try tx.execute("PRAGMA max_page_count = 40") }
        let gate = Gate()
        let holder = try await store.holdWriter(gate)
        let failed = Record<[Int64: StoreError.Code]>()
        await withTaskGroup(of: Void.self) { group in
            for number in Int64(0)..<20 {
                group.addTask {
                    let size = number == 7 ? 400_000 : 10
                    let code = await storeErrorCode {
                        try await store.write { tx in
                            let data = [UInt8](repeating: 1, count: size)
                            try tx.execute("INSERT INTO t (n, data) VALUES ($1, $2)", number, data)
                        }
                    }
                    if let code { failed.add([number: code]) }
                }
            }
            try? await Task.sleep(for: .milliseconds(200))
            gate.open()
        }
        try await holder.value
        #expect(failed.all == [[7: .full]])
        #expect(try await store.numbers() == (0..<20).filter { $0 != 7 })
        try await store.insert(100)
        #expect(try await store.numbers().last == 100)
    }

    @Test("After an error that ended the transaction nothing more can be written in it, even when it is caught")
    func nothingAfterTheEnd() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        try await temporary.store.write { tx in _ = try tx.execute("PRAGMA max_page_count = 40") }
        let code = await storeErrorCode {
            try await temporary.store.write { tx in
                let large = [UInt8](repeating: 1, count: 400_000)
                _ = try? tx.execute("INSERT INTO t (n, data) VALUES (1, $1)", large)
                _ = try? tx.execute("INSERT INTO t (n) VALUES (2)")
            }
        }
        #expect(code != nil)
        #expect(try await temporary.store.numbers() == [])
    }

    @Test("A disk that is really full, then has room again", .enabled(if: Mount.isPossible))
    func realFullDisk() async throws {
        let disk = try await SmallDisk()
        defer { disk.end() }
        let (folder, store) = (disk.folder, disk.store)
        let filler = folder + "/filler"
        try Data(repeating: 1, count: 1_700_000).write(to: URL(filePath: filler))
        let error = await #expect(throws: StoreError.self) {
            try await store.write { tx in
                _ = try tx.execute("INSERT INTO t (n, data) VALUES (1, $1)", [UInt8](repeating: 1, count: 600_000))
            }
        }
        #expect(error?.code == .full)
        #expect(error?.message.contains("Free some space") == true)
        #expect(try await store.numbers() == [])
        try FileManager.default.removeItem(atPath: filler)
        try await store.insert(2)
        #expect(try await store.numbers() == [2])
        await store.close()
    }

    @Test("A store on a full disk is not in order before anybody has written to it", .enabled(if: Mount.isPossible))
    func checkOfFullDisk() async throws {
        let disk = try await SmallDisk()
        defer { disk.end() }
        let (folder, store) = (disk.folder, disk.store)
        try await store.check()
        let filler = folder + "/filler"
        let file = try #require(fopen(filler, "w"))
        while fputc(1, file) != EOF, fflush(file) == 0 {}
        fclose(file)
        #expect(await storeErrorCode { try await store.check() } == .full)
        #expect(await storeErrorCode { try await store.check() } == .full)
        try FileManager.default.removeItem(atPath: filler)
        try await store.check()
        await store.close()
    }

    @Test(
        "A disk without room for a usual write is not in order after one has failed, though a small one fits in",
        .enabled(if: Mount.isPossible)
    )
    func checkOfNearlyFullDisk() async throws {
        let disk = try await SmallDisk()
        defer { disk.end() }
        let (folder, store) = (disk.folder, disk.store)
        let room = try FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int ?? 0
        let filler = folder + "/filler"
        try Data(repeating: 1, count: room - 50_000).write(to: URL(filePath: filler))
        let order: @Sendable (Transaction) throws -> Void = { tx in
            try tx.execute("INSERT INTO t (n, data) VALUES (1, $1)", [UInt8](repeating: 1, count: 120_000))
        }
        #expect(await storeErrorCode { try await store.write(order) } == .full)
        for _ in 0..<3 { #expect(await storeErrorCode { try await store.check() } == .full) }
        try FileManager.default.removeItem(atPath: filler)
        try await store.check()
        try await store.write(order)
        await store.close()
    }

    @Test(
        "On a disk without a byte of room a store is refused as that, and can still be read",
        .enabled(if: Mount.isPossible)
    )
    func fullToTheLastByte() async throws {
        let folder = try TemporaryFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mount = try Mount(folder, megabytes: 2)
        defer { mount.end() }
        let path = folder + "/store.db"
        let store = try SQLiteStore(path: path, options: SQLiteOptions(readers: 1))
        try await store.write { tx in
            try tx.runScript("CREATE TABLE t (n INTEGER) STRICT;")
            try tx.execute("INSERT INTO t (n) VALUES (7)")
        }
        await store.close()
        let filler = open(folder + "/filler", O_CREAT | O_WRONLY, 0o600)
        let page = [UInt8](repeating: 1, count: 4096)
        while write(filler, page, page.count) > 0 {}
        Glibc.close(filler)
        let error = #expect(throws: StoreError.self) { _ = try SQLiteStore(path: path) }
        #expect(error?.code == .full, "\(error?.message ?? "")")
        let reader = try ReadOnlySQLiteStore(path: path)
        let numbers = try await reader.read { tx in try tx.query("SELECT n FROM t") { try $0.get(0, as: Int64.self) } }
        #expect(numbers == [7])
        await reader.close()
    }

    @Test("A file on a read-only file system is refused with the reason", .enabled(if: Mount.isPossible))
    func readOnlyFileSystem() async throws {
        let folder = try TemporaryFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mount = try Mount(folder, megabytes: 2)
        defer { mount.end() }
        let path = folder + "/store.db"
        let store = try SQLiteStore(path: path, options: SQLiteOptions(readers: 1))
        try await store.write { tx in try tx.runScript("CREATE TABLE t (n INTEGER) STRICT;") }
        await store.close()
        try mount.makeReadOnly()
        let error = #expect(throws: StoreError.self) { _ = try SQLiteStore(path: path) }
        #expect(error?.code == .readOnly)
        #expect(error?.message.contains("writable") == true)
    }

    @Test("While another process holds the database a write waits, then says so; afterwards it works")
    func locked() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let other = try SQLiteStore(path: temporary.path, options: SQLiteOptions(readers: 1, busyTimeout: 30))
        let gate = Gate()
        let holder = try await temporary.store.holdWriter(gate)
        let error = await #expect(throws: StoreError.self) { try await other.insert(1) }
        #expect(error?.code == .locked)
        #expect(await storeErrorCode { try await other.check() } == .locked)
        gate.open()
        try await holder.value
        try await other.check()
        try await other.insert(1)
        #expect(try await temporary.store.numbers() == [1])
        await other.close()
    }

    @Test("A file that is no database is refused and left as it was")
    func noDatabase() throws {
        let folder = try TemporaryFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let text = String(repeating: "these are notes, not a store\n", count: 200)
        let path = folder + "/notes.txt"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: StoreError.self) { _ = try SQLiteStore(path: path) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("not a Totem store") == true)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("A damaged file is reported as damaged")
    func damaged() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        try await temporary.store.write { tx in
            for number in Int64(0)..<500 {
                try tx.execute("INSERT INTO t (n, data) VALUES ($1, $2)", number, [UInt8](repeating: 7, count: 500))
            }
        }
        await temporary.store.close()
        var bytes = try Data(contentsOf: URL(filePath: temporary.path))
        bytes.replaceSubrange(4096..<bytes.count, with: Data(repeating: 0xEE, count: bytes.count - 4096))
        try bytes.write(to: URL(filePath: temporary.path))
        let store = try SQLiteStore(path: temporary.path, options: SQLiteOptions(readers: 1))
        let error = await #expect(throws: StoreError.self) { _ = try await store.numbers() }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("restore a backup") == true)
        // Whoever asks whether the store can be used is told, whatever else still works.
        #expect(await storeErrorCode { try await store.check() } == .corrupt)
        await store.close()
    }

    @Test("A missing folder and a folder in place of the file are told apart")
    func cannotOpen() throws {
        let folder = try TemporaryFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let missing = #expect(throws: StoreError.self) { _ = try SQLiteStore(path: folder + "/none/store.db") }
        #expect(missing?.code == .cannotOpen)
        #expect(missing?.message.contains("does not exist") == true)
        let isFolder = #expect(throws: StoreError.self) { _ = try SQLiteStore(path: folder) }
        #expect(isFolder?.code == .cannotOpen)
        #expect(isFolder?.message.contains("it is a folder") == true)
    }

    @Test("Closing finishes what is queued and refuses what comes after")
    func close() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let store = temporary.store
        let gate = Gate()
        let holder = try await store.holdWriter(gate)
        let queued = Task { try await store.insert(1) }
        try await Task.sleep(for: .milliseconds(50))
        let closing = Task { await store.close() }
        gate.open()
        try await holder.value
        try await queued.value
        await closing.value
        #expect(await storeErrorCode { try await store.insert(2) } == .closed)
        #expect(await storeErrorCode { _ = try await store.numbers() } == .closed)
        #expect(store.commitsOfOthers == nil)
        // The last connection has moved the log into the file and removed it.
        #expect(!FileManager.default.fileExists(atPath: temporary.path + "-wal"))
        let again = try SQLiteStore(path: temporary.path, options: SQLiteOptions(readers: 1))
        #expect(try await again.numbers() == [1])
        await again.close()
    }
}

/// A small file system in memory, for tests that run with the right to mount one.
struct Mount {
    static let isPossible: Bool = {
        guard let folder = try? TemporaryFolder.make() else { return false }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard let mount = try? Mount(folder, megabytes: 1) else { return false }
        mount.end()
        return true
    }()

    private let folder: String

    init(_ folder: String, megabytes: Int) throws {
        guard mount("tmpfs", folder, "tmpfs", 0, "size=\(megabytes)m") == 0 else { throw Refusal() }
        self.folder = folder
    }

    func makeReadOnly() throws {
        guard mount("tmpfs", folder, "tmpfs", UInt(MS_RDONLY | MS_REMOUNT), nil) == 0 else {
            throw Refusal()
        }
    }

    func end() { umount2(folder, Int32(MNT_DETACH)) }
}

/// A disk of two megabytes, with a store on it.
private struct SmallDisk {
    let folder: String
    let store: SQLiteStore
    private let mount: Mount

    init() async throws {
        folder = try TemporaryFolder.make()
        mount = try Mount(folder, megabytes: 2)
        store = try SQLiteStore(path: folder + "/store.db", options: SQLiteOptions(readers: 1))
        try await store.write { tx in
            try tx.runScript("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, data BLOB) STRICT;")
        }
    }

    func end() {
        mount.end()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
