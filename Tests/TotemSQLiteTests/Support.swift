import FoundationEssentials
import Glibc
import Synchronization
import TotemSQLite
import TotemStore
import TotemTesting

extension TemporarySQLiteStore {
    /// A store with one table `t (id, n UNIQUE, data)`.
    static func withTable(options: SQLiteOptions = SQLiteOptions(readers: 2)) async throws -> TemporarySQLiteStore {
        let temporary = try await TemporarySQLiteStore(options: options, migrated: false)
        try await temporary.store.write { tx in
            try tx.runScript("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER UNIQUE, data BLOB) STRICT;")
        }
        return temporary
    }

    /// How many commits the write-ahead log holds: frames that carry the size of the database.
    func commitsInLog() throws -> Int {
        let log = [UInt8](try Data(contentsOf: URL(filePath: path + "-wal")))
        let salt = log[16..<24]
        return stride(from: 32, to: log.count - 24, by: 24 + 4096).filter { start in
            log[(start + 8)..<(start + 16)].elementsEqual(salt) && log[(start + 4)..<(start + 8)].contains { $0 != 0 }
        }.count
    }
}

extension SQLiteStore {
    func numbers() async throws -> [Int64] {
        try await read { tx in try tx.query("SELECT n FROM t ORDER BY n") { try $0.get(0, as: Int64.self) } }
    }

    func insert(_ number: Int64) async throws {
        try await write { tx in _ = try tx.execute("INSERT INTO t (n) VALUES ($1)", number) }
    }

    /// Keeps the writer's thread in a closure until the gate opens, so that what is written meanwhile queues up.
    func holdWriter(_ gate: Gate) async throws -> Task<Void, any Error> {
        let entered = Gate()
        let task = Task {
            try await write { _ in
                entered.open()
                gate.waitBlocking()
            }
        }
        try await entered.wait()
        return task
    }
}

/// The code of the ``StoreError`` that `body` throws.
func storeErrorCode(_ body: () async throws -> Void) async -> StoreError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? StoreError)?.code
    }
}

struct Refusal: Error {}

enum FileSize {
    static func of(_ path: String) throws -> Int {
        var information = stat()
        guard stat(path, &information) == 0 else { throw Refusal() }
        return Int(information.st_size)
    }
}

/// What concurrent tasks saw, in the order in which they said so.
final class Record<Element: Sendable>: Sendable {
    private let entries = Mutex<[Element]>([])

    func add(_ entry: Element) { entries.withLock { $0.append(entry) } }

    var all: [Element] { entries.withLock { $0 } }
}
