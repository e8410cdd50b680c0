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

    /// - Parameter migrated: whether the core schema is applied.
    public init(migrated: Bool = true) async throws {
        switch TestEngine.current {
        case .sqlite:
            let temporary = try await TemporarySQLiteStore(migrated: migrated)
            folder = temporary.folder
            address = "sqlite:\(temporary.path)"
            store = temporary.store
            keeper = temporary
            database = nil
        case .postgres:
            let temporary = try await TemporaryPostgresStore(migrated: migrated)
            folder = temporary.database.folder
            address = temporary.database.url
            database = temporary.database
            store = temporary.store
            keeper = temporary
        }
    }
}
