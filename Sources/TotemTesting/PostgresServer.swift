import Dispatch
import FoundationEssentials
import Glibc
import Synchronization
import TotemKernel
public import TotemPostgres
import TotemStore

/// The server that `scripts/with-postgres` started for the tests.
public enum PostgresServer {
    /// The URL of an empty database; nil when there is no server.
    public static let url: String? = ProcessInfo.processInfo.environment["TOTEM_TEST_POSTGRES"]

    /// The URL of another database of the server.
    static func url(of database: String) throws -> String {
        guard let url, let slash = url.lastIndex(of: "/") else {
            throw ProcessFailure(message: "there is no PostgreSQL for the tests; run them with scripts/with-postgres")
        }
        return url[...slash] + database
    }

    /// Databases that are open at once: tests run side by side, and a server has only so many connections. There are far
    /// more places than tests that hold one and want a second, which would wait for each other.
    static let places = Places(48)

    /// Makes a database, with the core schema if it is wanted: a copy of one that was migrated once.
    static func create(_ name: String, migrated: Bool) async throws {
        let server = try PostgresAddress(url(of: "postgres"))
        guard migrated else { return try PostgresDatabase.create(name, at: server) }
        try PostgresDatabase.create(name, at: server, from: try await template.value)
    }

    private static let template = Task {
        let name = "totem_template_" + UUID().uuidString.lowercased().prefix(8)
        let server = try PostgresAddress(url(of: "postgres"))
        try PostgresDatabase.create(name, at: server)
        let store = try PostgresStore(PostgresAddress(url(of: name)), options: PostgresOptions(connections: 1))
        try await store.write { tx in _ = try CoreSchema.migrator.apply(in: tx, at: 0) }
        await store.close()
        return name
    }
}

/// A database of the tests' server, and a folder beside it; both are gone when nobody holds this any more.
public final class TemporaryDatabase: Sendable {
    public let folder: String
    /// What `--store` takes.
    public let url: String
    public let name: String

    /// - Parameter migrated: whether the core schema is applied.
    public init(migrated: Bool) async throws {
        await PostgresServer.places.enter()
        name = "totem_test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        do {
            url = try PostgresServer.url(of: name)
            folder = try TemporaryFolder.make()
            try await PostgresServer.create(name, migrated: migrated)
        } catch {
            PostgresServer.places.leave()
            throw error
        }
    }

    deinit {
        TemporaryFolder.remove(folder)
        let name = name
        // Connections may still be open, and dropping waits: not on the thread that let go.
        Drops.run {
            if let server = try? PostgresAddress(PostgresServer.url(of: "postgres")) {
                try? PostgresDatabase.drop(name, at: server)
            }
            PostgresServer.places.leave()
        }
    }
}

/// Databases that are being dropped, each on a thread of its own.
private enum Drops {
    private static let running = DispatchGroup()
    /// At its end the process takes OpenSSL down, which libpq must not use then. The connections that made the databases
    /// have started OpenSSL before, so this comes first.
    private static let waitsAtExit: Void = {
        atexit { Drops.running.wait() }
    }()

    static func run(_ body: @escaping @Sendable () -> Void) {
        waitsAtExit
        running.enter()
        let drop: @Sendable () -> Void = {
            body()
            running.leave()
        }
        if (try? StoreThread("server", drop)) == nil { drop() }
    }
}

/// A store in a database of its own.
public final class TemporaryPostgresStore: Sendable {
    public let database: TemporaryDatabase
    public let store: PostgresStore

    /// - Parameter migrated: whether the core schema is applied.
    public init(options: PostgresOptions = PostgresOptions(connections: 4), migrated: Bool = true) async throws {
        database = try await TemporaryDatabase(migrated: migrated)
        store = try PostgresStore(PostgresAddress(database.url), options: options)
    }
}

/// So many may be inside at once; the others wait.
final class Places: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}

extension TemporaryDatabase {
    /// Runs a statement as an administrator who is connected to another database of the server.
    public func administer(_ sql: String) throws {
        try PostgresDatabase.run(
            sql.replacing("DATABASE_NAME", with: name),
            at: PostgresAddress(PostgresServer.url(of: "postgres"))
        )
    }

    /// The database takes nobody and throws everybody out, as a server that goes down does.
    public func shut() throws {
        try administer("ALTER DATABASE DATABASE_NAME ALLOW_CONNECTIONS false")
        try administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'DATABASE_NAME'")
    }

    public func open() throws {
        try administer("ALTER DATABASE DATABASE_NAME ALLOW_CONNECTIONS true")
    }
}
