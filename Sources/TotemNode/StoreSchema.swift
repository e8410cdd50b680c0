import FoundationEssentials
import TotemKernel
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
            let store = try SQLiteStore(path: path, options: SQLiteOptions(readers: 1))
            let pending: Result<[Migration], any Error>
            do {
                pending = .success(try await store.read { tx in try CoreSchema.migrator.pending(in: tx) })
            } catch {
                pending = .failure(error)
            }
            await store.close()
            return try pending.get()
        }
    }
}
