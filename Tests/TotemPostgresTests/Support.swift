import Synchronization
import Testing
import TotemPostgres
import TotemStore
import TotemTesting

/// These tests need the server that scripts/with-postgres starts.
let hasServer = PostgresServer.url != nil

extension TemporaryPostgresStore {
    /// A store with one table `t (id, n UNIQUE, data)`.
    static func withTable(
        options: PostgresOptions = PostgresOptions(connections: 4)
    ) async throws -> TemporaryPostgresStore {
        let temporary = try await TemporaryPostgresStore(options: options, migrated: false)
        try await temporary.store.write { tx in
            try tx.runScript("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER UNIQUE, data BLOB) STRICT;")
        }
        return temporary
    }
}

extension PostgresStore {
    func numbers() async throws -> [Int64] {
        try await read { tx in try tx.query("SELECT n FROM t ORDER BY n") { try $0.get(0, as: Int64.self) } }
    }

    func insert(_ number: Int64) async throws {
        try await write { tx in _ = try tx.execute("INSERT INTO t (n) VALUES ($1)", number) }
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

/// Where so many threads wait for each other, the first time; later comers pass.
final class Meeting: Sendable {
    private let missing: Atomic<Int>
    private let everybody = Gate()

    init(of count: Int) {
        missing = Atomic(count)
    }

    func arrive() {
        let all = missing.subtract(1, ordering: .acquiringAndReleasing).newValue
        if all <= 0 { everybody.open() }
        everybody.waitBlocking()
    }
}

final class Counter: Sendable {
    private let counted = Atomic(0)

    var value: Int { counted.load(ordering: .relaxed) }

    /// - Returns: how often it was called, this time included.
    @discardableResult
    func count() -> Int { counted.add(1, ordering: .relaxed).newValue }
}
