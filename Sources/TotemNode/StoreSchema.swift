import TotemKernel
public import TotemStore

/// What is in a database, as far as its tables tell.
enum SchemaState: Sendable {
    /// No table at all: a store can be made of it.
    case empty
    /// Another program's, with the name of a table.
    case foreign(String)
    /// A store, and what it lacks of the schema that this program knows.
    case made(pending: [Migration])

    /// - Throws: ``StoreError`` `.newerSchema` and `.changedMigration` among others.
    init(in tx: Transaction) throws {
        let tables = try tx.inspection().tables().map(\.name)
        if tables.contains("schema_versions") {
            self = .made(pending: try CoreSchema.migrator.pending(in: tx))
        } else {
            self = tables.first.map { .foreign($0) } ?? .empty
        }
    }

    /// For people.
    static func names(of migrations: [Migration]) -> String {
        migrations.map { "core \($0.version) (\($0.name))" }.joined(separator: ", ")
    }
}

/// The schema of a store that is looked at without being migrated.
public enum StoreSchema {
    /// What migrating the store would apply.
    /// - Throws: ``NodeError`` when there is no store, ``StoreError`` `.newerSchema` and `.changedMigration` among others.
    public static func pending(at address: StoreAddress) async throws -> [Migration] {
        try pending(await state(at: address), address)
    }

    /// The same for a store that is open.
    public static func pending(in tx: Transaction, at address: StoreAddress) throws -> [Migration] {
        try pending(SchemaState(in: tx), address)
    }

    private static func pending(_ state: SchemaState, _ address: StoreAddress) throws -> [Migration] {
        switch state {
        case .made(let pending): pending
        case .empty: throw NodeError.noStore(address, "the database is empty")
        case .foreign(let table): throw NodeError.foreign(address, table)
        }
    }

    /// Whether there is nothing yet where a store could be made: no file, or an empty database.
    public static func isMissing(at address: StoreAddress) async throws -> Bool {
        guard address.mayExist else { return true }
        guard case .empty = try await state(at: address) else { return false }
        return true
    }

    private static func state(at address: StoreAddress) async throws -> SchemaState {
        let store = try await Node.openStore(address, for: .reading)
        do {
            let state = try await store.read { tx in try SchemaState(in: tx) }
            await store.close()
            return state
        } catch {
            await store.close()
            throw error
        }
    }
}
