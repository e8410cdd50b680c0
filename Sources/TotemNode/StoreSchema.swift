import FoundationEssentials
import TotemKernel
import TotemPostgres
import TotemSQLite
public import TotemStore

/// The schema of a store that is looked at without being migrated.
public enum StoreSchema {
    /// What opening the store would apply; all of it when there is no store.
    /// - Throws: ``StoreError`` `.newerSchema` and `.changedMigration` among others.
    public static func pending(at address: StoreAddress) async throws -> [Migration] {
        switch address {
        case .sqlite(let path):
            guard FileManager.default.fileExists(atPath: path) else { return CoreSchema.migrator.migrations }
            return try await pending(in: try SQLiteStore(path: path, options: SQLiteOptions(readers: 1)))
        case .postgres(let address):
            let store = try PostgresStore(address, options: PostgresOptions(connections: 1))
            return try await pending(in: store) { tx in
                // An empty database is a store that nothing was applied to.
                try tx.first("SELECT to_regclass('schema_versions') IS NOT NULL") { try $0.get(0) } ?? false
            }
        }
    }

    /// Closes the store afterwards.
    private static func pending(
        in store: any Store,
        isMade: @escaping @Sendable (Transaction) throws -> Bool = { _ in true }
    ) async throws -> [Migration] {
        let pending: Result<[Migration], any Error>
        do {
            pending = .success(
                try await store.read { tx in
                    let migrator = CoreSchema.migrator
                    return try isMade(tx) ? try migrator.pending(in: tx) : migrator.migrations
                }
            )
        } catch {
            pending = .failure(error)
        }
        await store.close()
        return try pending.get()
    }
}
