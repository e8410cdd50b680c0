import TotemPostgres
import TotemSQLite
public import TotemStore

/// A store with the core schema on the engine that the tests run on, gone when nobody holds it any more: a file, or a
/// database of its own.
public final class TemporaryStore: Sendable {
    /// An empty folder but for the store: the test's own files may go there too.
    public let folder: String
    /// What `--store` takes.
    public let address: String
    public let store: any Store
    /// Where it is, when it is on PostgreSQL.
    public let database: TemporaryDatabase?
    /// Kept for as long as this store is.
    private let keeper: any Sendable

    /// How many `write` closures run at the same time, and how many `read` closures.
    public static var writers: Int { TestEngine.current == .sqlite ? 1 : 4 }
    public static let readers = 2

    /// - Parameters:
    ///   - migrated: whether the core schema is applied.
    ///   - waiting: how many may wait for the store, and how long.
    public init(migrated: Bool = true, waiting: WaitingLimits = WaitingLimits()) async throws {
        switch TestEngine.current {
        case .sqlite:
            let temporary = try await TemporarySQLiteStore(
                options: SQLiteOptions(readers: Self.readers, waiting: waiting),
                migrated: migrated
            )
            folder = temporary.folder
            address = "sqlite:\(temporary.path)"
            store = temporary.store
            keeper = temporary
            database = nil
        case .postgres:
            let temporary = try await TemporaryPostgresStore(
                options: PostgresOptions(connections: Self.writers, readers: Self.readers, waiting: waiting),
                migrated: migrated
            )
            folder = temporary.database.folder
            address = temporary.database.url
            database = temporary.database
            store = temporary.store
            keeper = temporary
        }
    }
}
