import FoundationEssentials
import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite("Roles of a plugin", .enabled(if: hasServer))
struct PluginRoleTests {
    @Test("Those of other policies go, and what they made stays; the one that is kept goes on")
    func upgrade() async throws {
        let notes = try await Notes()
        try await notes.install()
        #expect(try await notes.roles() == 2)
        #expect(try await notes.insert(as: notes.new) == 1)
        #expect(try await notes.roles() == 3)
        try await notes.revoke(except: notes.new)
        #expect(try await notes.roles() == 2)
        #expect(try await notes.insert(as: notes.new) == 2)
    }

    @Test("All go when nothing is kept, but for the owner of tables; the plugin gets them again when it is back")
    func off() async throws {
        let notes = try await Notes()
        try await notes.install()
        #expect(try await notes.insert(as: notes.old) == 1)
        try await notes.revoke()
        #expect(try await notes.roles() == 1)
        try await notes.migrate("ALTER TABLE notes ADD COLUMN more TEXT;")
        #expect(try await notes.insert(as: notes.old) == 2)
        try await notes.migrate("DROP TABLE notes; DROP TABLE words;")
        try await notes.revoke()
        #expect(try await notes.roles() == 0)
    }

    @Test("Those of another database stay, and those by which a copy of this one gives rights")
    func otherDatabases() async throws {
        let notes = try await Notes()
        try await notes.install()
        let other = try await Notes(plugin: notes.plugin)
        try await other.install()
        #expect(try await notes.roles() == 4)
        try await notes.revoke()
        #expect(try await notes.roles() == 3)
        #expect(try await other.insert(as: other.old) == 1)

        let server = try PostgresAddress(#require(PostgresServer.url))
        let copy = other.database.name + "_copy"
        await other.store.close()
        try PostgresDatabase.create(copy, at: server, from: other.database.name)
        let again = try other.reopened()
        try await again.revoke()
        #expect(try await again.roles() == 3)
        try PostgresDatabase.drop(copy, at: server)
        try await again.revoke()
        #expect(try await again.roles() == 2)
    }

    @Test("A user who may make roles, and nothing else, makes and drops them")
    func plainUser() async throws {
        let admin = try await Notes()
        let user = admin.plugin + "_user"
        try admin.database.administer("CREATE ROLE \(user) LOGIN CREATEROLE PASSWORD 'x'")
        try admin.database.administer("ALTER DATABASE DATABASE_NAME OWNER TO \(user)")
        let notes = try admin.reopened(as: user)
        try await notes.install()
        #expect(try await notes.insert(as: notes.new) == 1)
        #expect(try await notes.roles() == 3)
        try await notes.revoke(except: notes.new)
        #expect(try await notes.roles() == 2)
        #expect(try await notes.insert(as: notes.new) == 2)
        try await notes.migrate("DROP TABLE notes; DROP TABLE words;")
        try await notes.revoke()
        #expect(try await notes.roles() == 0)
        await notes.store.close()
        try admin.database.administer("ALTER DATABASE DATABASE_NAME OWNER TO CURRENT_USER")
        try PostgresDatabase.run("DROP OWNED BY \(user)", at: PostgresAddress(admin.database.url))
        try admin.database.administer("DROP ROLE \(user)")
    }

    @Test("A transaction whose role is dropped before its first statement, or after, is run again", arguments: [0, 1])
    func inUse(statements: Int) async throws {
        let notes = try await Notes()
        try await notes.install()
        #expect(try await notes.insert(as: notes.old) == 1)
        let runs = Counter()
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let isDropped = Gate()
        let other = try notes.reopened()
        async let writing: Void = notes.store.write { tx in
            let isFirst = runs.count() == 1
            for number in 0..<2 {
                if isFirst, number == statements {
                    arrival.yield()
                    isDropped.waitBlocking()
                }
                // As a hook does that makes nothing of an error. The server looks at rights anew with each new table.
                _ = try? notes.insert(into: Notes.tables[number], as: notes.old, in: tx)
            }
        }
        for await _ in arrivals { break }
        try await other.revoke()
        isDropped.open()
        try await writing
        #expect(runs.value == 2)
        for (table, count) in zip(Notes.tables, [2, 1]) {
            #expect(try await notes.store.read { tx in try notes.count(table, as: notes.old, in: tx) } == count)
        }
    }

    @Test("A migration whose rights another transaction changes too is run again")
    func rightsSideBySide() async throws {
        let notes = try await Notes()
        try await notes.install()
        let other = try notes.reopened()
        let observer = try notes.reopened()
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let isSeen = Gate()
        async let holding: Void = other.store.write { tx in
            try tx.runScript("GRANT USAGE ON SCHEMA public TO PUBLIC;")
            arrival.yield()
            isSeen.waitBlocking()
        }
        for await _ in arrivals { break }
        async let migrating: Void = notes.migrate("ALTER TABLE notes ADD COLUMN more TEXT;")
        try await observer.store.waitUntilSomebodyWaits()
        isSeen.open()
        try await holding
        try await migrating
        #expect(try await notes.insert(as: notes.old) == 1)
    }

    @Test("A view that is made again, as by an upgrade of the core, is granted too")
    func laterViews() async throws {
        let notes = try await Notes()
        try await notes.install()
        #expect(try await notes.insert(as: notes.new) == 1)
        for _ in 0..<2 {
            try await notes.store.write { tx in try tx.runScript("DROP TABLE t; \(Notes.makingView)") }
            #expect(try await notes.store.read { tx in try notes.count("v1_t", as: notes.new, in: tx) } == 0)
            for (table, policy) in [("v1_t", notes.old), ("t", notes.new)] {
                await #expect(throws: StoreError.self) {
                    try await notes.store.read { tx in try notes.count(table, as: policy, in: tx) }
                }
            }
        }
    }

    @Test("A transaction that only reads is run again as well")
    func inUseByReader() async throws {
        let notes = try await Notes()
        try await notes.install()
        #expect(try await notes.insert(as: notes.old) == 1)
        let runs = Counter()
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let isDropped = Gate()
        let other = try notes.reopened()
        async let reading = notes.store.read { tx in
            _ = try notes.count("words", as: notes.old, in: tx)
            if runs.count() == 1 {
                arrival.yield()
                isDropped.waitBlocking()
            }
            return try notes.count("notes", as: notes.old, in: tx)
        }
        for await _ in arrivals { break }
        try await other.revoke()
        isDropped.open()
        #expect(try await reading == 1)
        #expect(runs.value == 2)
    }
}

/// A plugin with two tables in a database of its own, and the policies of two of its versions.
private struct Notes {
    static let tables = ["notes", "words"]
    static let makingView = "CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT; CREATE VIEW v1_t AS SELECT id FROM t;"
    private static let catalogue = ViewCatalogue(
        [ViewCatalogue.View("v1_t", of: "t", columns: ["id"], permission: "a test")],
        referable: []
    )

    let plugin: String
    let database: TemporaryDatabase
    let store: PostgresStore
    let old: AccessPolicy
    let new: AccessPolicy

    init(plugin: String = "notes" + UUID().uuidString.lowercased().prefix(8)) async throws {
        let database = try await TemporaryDatabase(migrated: false)
        try self.init(plugin, database, at: database.url)
    }

    private init(_ plugin: String, _ database: TemporaryDatabase, at url: String) throws {
        self.plugin = plugin
        self.database = database
        store = try PostgresStore(PostgresAddress(url), options: PostgresOptions(connections: 1))
        old = AccessPolicy(owner: plugin, ownTables: Set(Self.tables))
        new = AccessPolicy(owner: plugin, ownTables: Set(Self.tables), views: ["v1_t"], of: Self.catalogue)
    }

    /// With other connections, nil: as the same user.
    func reopened(as user: String? = nil) throws -> Notes {
        guard let user else { return try Notes(plugin, database, at: database.url) }
        let place = database.url.split(separator: "@").last ?? ""
        return try Notes(plugin, database, at: "postgres://\(user):x@\(place)")
    }

    func install() async throws {
        try await store.write { tx in try tx.runScript(Self.makingView) }
        for table in Self.tables { try await migrate("CREATE TABLE \(table) (id INTEGER PRIMARY KEY) STRICT;") }
    }

    func migrate(_ script: String) async throws {
        try await store.write { tx in try tx.runScript(script, allowedBy: old) }
    }

    func revoke(except policy: AccessPolicy? = nil) async throws {
        try await store.write { tx in try tx.revokeRights(of: plugin, except: policy) }
    }

    /// - Returns: the id.
    func insert(as policy: AccessPolicy) async throws -> Int64 {
        try await store.write { tx in try insert(as: policy, in: tx) }
    }

    func insert(into table: String = "notes", as policy: AccessPolicy, in tx: Transaction) throws -> Int64 {
        try number("INSERT INTO \(table) DEFAULT VALUES RETURNING id", as: policy, in: tx)
    }

    func count(_ table: String, as policy: AccessPolicy, in tx: Transaction) throws -> Int64 {
        try number("SELECT COUNT(*) FROM \(table)", as: policy, in: tx)
    }

    private func number(_ sql: String, as policy: AccessPolicy, in tx: Transaction) throws -> Int64 {
        let statement = try tx.statement(sql, allowedBy: policy)
        defer { statement.reset() }
        _ = try statement.step()
        return statement.integer(at: 0)
    }

    /// How many the server has for this plugin, of all its databases.
    func roles() async throws -> Int64? {
        try await store.read { [plugin] tx in
            try tx.first(
                "SELECT COUNT(*) FROM pg_roles WHERE starts_with(rolname, $1)",
                "totem_plugin_\(plugin)_"
            ) { row in try row.get(0, as: Int64.self) }
        }
    }
}
