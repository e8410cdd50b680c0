import Dispatch
import FoundationEssentials
import Synchronization
import TotemCopy
import TotemKernel
import TotemPluginHost
import TotemPostgres
import TotemSQLite
import TotemStore
import TotemTesting

/// A store with something in most of its tables, a plugin whose tables have every kind of value, and an empty store.
struct CopyFixture: Sendable {
    static let now = Timestamp(milliseconds: 1_700_000_000_000)
    /// More than fit into one page.
    static let wordCount: Int64 = 1200
    static let noteCount: Int64 = 620

    let source: any Store
    let target: any Store
    let pluginFolder: String
    private let keepers: [TemporaryStore]

    init() async throws {
        keepers = [try await TemporaryStore(), try await TemporaryStore(migrated: false)]
        (source, target) = (keepers[0].store, keepers[1].store)
        pluginFolder = keepers[0].folder + "/plugins"
        try writePlugin()
        let plugins = PluginSchemas(folders: [pluginFolder])
        try await source.write { [engine = source.engine] tx in
            let version: Set = [SemanticVersion(1, 0, 0)]
            try plugins.migrator(of: "notes", for: engine, only: version).apply(in: tx, at: 7)
            try Self.sell(in: tx)
            try Self.writeNotes(in: tx)
        }
    }

    /// - Parameters:
    ///   - source: the fixture's own when nil; the same for `target`.
    @discardableResult
    func copy(
        from source: (any Store)? = nil,
        named name: String = "the-source",
        to target: (any Store)? = nil,
        plugins folders: [String]? = nil,
        progress: @escaping @Sendable (CopyStatus) -> Void = { _ in }
    ) async throws -> CopyReport {
        try await StoreCopy(
            from: source ?? self.source,
            named: name,
            to: target ?? self.target,
            plugins: PluginSchemas(folders: folders ?? [pluginFolder]),
            clock: TestClock(),
            progress: progress
        ).run()
    }

    /// Why the copy is refused; nil when it is not.
    func refusal(_ copy: () async throws -> CopyReport) async -> String? {
        do {
            _ = try await copy()
            return nil
        } catch let error as KernelError {
            return error.detail
        } catch let error as CopyStopped {
            return "stopped: \(error.cause)"
        } catch {
            return "\(error)"
        }
    }

    func number(_ sql: SQL, in store: any Store) async throws -> Int64? {
        try await store.read { tx in try tx.first(sql) { row in try row.get(0, as: Int64.self) } }
    }

    /// Runs SQL on the source as another program does that is not Totem, and returns when it is committed. It blocks: for
    /// threads of a store.
    func meddle(_ sql: String) throws {
        if let database = keepers[0].database {
            return try PostgresDatabase.run(sql, at: PostgresAddress(database.url))
        }
        let isDone = DispatchSemaphore(value: 0)
        let failure = Mutex<(any Error)?>(nil)
        Task.detached { [path = keepers[0].folder + "/store.db"] in
            do {
                let store = try SQLiteStore(path: path, options: SQLiteOptions(readers: 1))
                try await store.write { tx in try tx.runScript(sql) }
                await store.close()
            } catch {
                failure.withLock { $0 = error }
            }
            isDone.signal()
        }
        isDone.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }

    // MARK: - What is in it

    private func writePlugin() throws {
        let folder = pluginFolder + "/notes"
        try FileManager.default.createDirectory(atPath: folder + "/migrations", withIntermediateDirectories: true)
        let manifest: JSONValue = [
            "name": "notes", "version": "1.0.0", "abi": 1, "hooks": [:],
            "tables": ["notes", "note_words", "note_totals"],
            "permissions": ["read": ["products"]],
        ]
        try Data(manifest.text().utf8).write(to: URL(filePath: folder + "/plugin.json"))
        let sql = """
            CREATE TABLE notes (
              id INTEGER PRIMARY KEY,
              product_id INTEGER REFERENCES products (id) ON DELETE SET NULL,
              reply_to INTEGER REFERENCES notes (id),
              body TEXT,
              score REAL,
              raw BLOB
            ) STRICT;
            CREATE TABLE note_words (
              word TEXT NOT NULL,
              place INTEGER NOT NULL,
              note_id INTEGER NOT NULL REFERENCES notes (id),
              PRIMARY KEY (word, place)
            ) STRICT;
            CREATE TABLE note_totals (
              rank INTEGER UNIQUE,
              note_id INTEGER NOT NULL UNIQUE REFERENCES notes (id),
              words INTEGER NOT NULL
            ) STRICT;
            INSERT INTO notes (id, body) VALUES (1, 'what the plugin begins with');
            """
        try Data(sql.utf8).write(to: URL(filePath: folder + "/migrations/1.0.0-notes.sql"))
    }

    /// A product with a variant, categories of which one lies below a later one, and an order.
    static func sell(in tx: Transaction) throws {
        guard let dollar = Currency("USD") else { throw KernelError.notFound("the dollar") }
        let pot = ProductDraft(
            name: "Pot",
            price: Money(999, dollar),
            categories: [["Home", "Garden"]],
            attributes: ["Material": .string("Clay")],
            variants: [
                VariantDraft(
                    sku: "POT-S",
                    price: Money(999, dollar),
                    options: [.init("Size", .string("Small"))],
                    stock: .units(5)
                )
            ]
        )
        _ = try ProductStore.save(pot, in: tx, at: now)
        // A category that lies below one that came later.
        let late = try CategoryStore.create(NewCategory(name: "Later"), in: tx)
        let home = try CategoryStore.all(in: tx).first { $0.name == "Home" }
        if let home { _ = try CategoryStore.update(home.id, in: tx) { $0.parentID = late.id } }
        let context = RequestContext(actor: .guest, now: now, hooks: NoHooks())
        let lines = [LineRequest(.sku("POT-S"), quantity: try Quantity(2))]
        let cart = try CartStore.create(currency: nil, items: lines, codes: [], in: tx, context)
        let request = CheckoutRequest(
            email: try Email("buyer@example.com"),
            shippingAddress: try Address(addressLine1: "1 Main St", city: "Town", postalCode: "1", country: "US"),
            billingAddress: nil,
            paymentMethod: .manual
        )
        _ = try PlaceOrder.place(cart.token, request, in: tx, context)
    }

    private static func writeNotes(in tx: Transaction) throws {
        try tx.execute("UPDATE notes SET body = 'changed since' WHERE id = 1")
        let values: [(String?, Double?, [UInt8]?)] = [
            (nil, nil, nil), ("", 0, []), ("Grüße 👋\n\"'", -1.5, [0, 255]), ("x", .greatestFiniteMagnitude, [1]),
        ]
        for (index, value) in values.enumerated() {
            try tx.execute(
                "INSERT INTO notes (id, product_id, body, score, raw) VALUES ($1, 1, $2, $3, $4)",
                Int64(index) + 2,
                value.0,
                value.1,
                value.2
            )
        }
        try tx.execute("INSERT INTO notes (id, body) VALUES ($1, 'the last')", Int64.max)
        // Each answers the one after it, over the borders of pages.
        for id in stride(from: noteCount, to: 5, by: -1) {
            try tx.execute(
                "INSERT INTO notes (id, reply_to) VALUES ($1, $2)",
                id,
                id == noteCount ? Int64.max : id + 1
            )
        }
        for id in 2..<noteCount {
            try tx.execute("INSERT INTO note_totals (note_id, words) VALUES ($1, $2)", id, id % 7)
        }
        for place in 0..<wordCount {
            try tx.execute(
                "INSERT INTO note_words (word, place, note_id) VALUES ($1, $2, 2)",
                place % 3 == 0 ? "ä" : "Z",
                place
            )
        }
    }
}
