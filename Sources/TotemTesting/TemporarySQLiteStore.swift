import TotemKernel
public import TotemSQLite
import TotemStore

/// A SQLite store in a folder of its own, with the core schema. The folder goes with the process: a test may hold the store
/// alone, which refuses to write once its file is gone.
public final class TemporarySQLiteStore: Sendable {
    /// An empty folder but for the store: the test's own files may go there too.
    public let folder: String
    /// The store's file.
    public let path: String
    public let store: SQLiteStore

    /// - Parameter migrated: whether the core schema is applied.
    public init(options: SQLiteOptions = SQLiteOptions(readers: 2), migrated: Bool = true) async throws {
        let folder = try TemporaryFolder.make()
        self.folder = folder
        path = folder + "/store.db"
        do {
            store = try SQLiteStore(path: path, options: options)
        } catch {
            TemporaryFolder.remove(folder)
            throw error
        }
        guard migrated else { return }
        try await store.write { tx in _ = try CoreSchema.migrator.apply(in: tx, at: 0) }
    }

    deinit {
        TemporaryFolder.removeAtExit(folder)
    }
}
