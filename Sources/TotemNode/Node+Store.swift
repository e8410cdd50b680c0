import FoundationEssentials
import Glibc
import TotemKernel
import TotemPostgres
public import TotemSQLite
public import TotemStore

/// What a store is opened for, which says what may become of it.
public enum StoreIntent: Sendable {
    /// It is made where there is none, and migrated.
    case making
    /// It must be there, and is migrated.
    case changing
    /// It must be there and as this program knows it, and nothing of it is changed: its file may be one that can't be
    /// written.
    case reading
}

extension Node {
    /// The store with a schema that this program knows.
    static func openStore(
        _ address: StoreAddress,
        for use: StoreIntent,
        _ options: SQLiteOptions,
        at now: Timestamp
    ) async throws -> any Store {
        let store = try await openStore(address, for: use, options)
        do {
            try await prepare(store, at: address, for: use, now)
            return store
        } catch {
            await store.close()
            throw error
        }
    }

    /// The bare store, which nothing is looked at of but that it is there.
    public static func openStore(
        _ address: StoreAddress,
        for use: StoreIntent = .making,
        _ options: SQLiteOptions = SQLiteOptions()
    ) async throws -> any Store {
        switch address {
        case .sqlite(let path):
            if use == .making {
                try makeFolder(address.folder)
            } else {
                try refuseMissing(path, address)
            }
            if use == .reading, !isWritable(path) { return try ReadOnlySQLiteStore(path: path) }
            try await refuseForeign(path, address)
            do {
                return try SQLiteStore(path: path, options: options)
            } catch let error as StoreError where use == .reading && error.code == .full {
                // What is there can be read, and brought elsewhere, all the same.
                return try ReadOnlySQLiteStore(path: path)
            }
        case .postgres(let address):
            return try PostgresStore(address)
        }
    }

    private static func prepare(
        _ store: any Store,
        at address: StoreAddress,
        for use: StoreIntent,
        _ now: Timestamp
    ) async throws {
        let state = try await store.read { tx in try SchemaState(in: tx) }
        // What can't be written is told before anything is begun.
        if use != .reading { try await store.check() }
        switch (state, use) {
        case (.made(let pending), _) where pending.isEmpty:
            break
        case (.made(let pending), .reading):
            throw NodeError(
                "the store \(address.name) is older than this program, it lacks \(SchemaState.names(of: pending)); run totem "
                    + "migrate up first"
            )
        case (.empty, .making), (.made, .making), (.made, .changing):
            try await store.write { tx in _ = try CoreSchema.migrator.apply(in: tx, at: now.milliseconds) }
        case (.empty, .changing), (.empty, .reading):
            throw NodeError.noStore(address, "the database is empty")
        case (.foreign(let table), _):
            throw NodeError.foreign(address, table)
        }
        let isMoved = try await store.read { tx in
            try CopyJournal.refuseUnfinished(in: tx)
            return try MovedFeed.isThere(in: tx)
        }
        if isMoved, use != .reading { try await store.write { tx in try MovedFeed.settle(in: tx) } }
    }

    private static func refuseMissing(_ path: String, _ address: StoreAddress) throws {
        if let size = fileSize(path) {
            guard size < .max else { throw NodeError("\(address.name) is a folder; name a file in it") }
            // SQLite takes it for a database without tables.
            guard size > 0 else { throw NodeError.noStore(address, "the file is empty") }
            return
        }
        if access(path, F_OK) != 0, errno == EACCES {
            throw NodeError("\(address.name) can't be opened: this user may not enter its folder")
        }
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
            throw NodeError.noStore(address, nil)
        }
        throw NodeError.noStore(address, "\(path) is a link to \(target), which is not there")
    }

    /// A database that keeps no write-ahead log is perhaps another program's, which opening it as a store would change.
    private static func refuseForeign(_ path: String, _ address: StoreAddress) async throws {
        guard fileSize(path) ?? 0 > 0, !keepsLog(path) else { return }
        let store = try ReadOnlySQLiteStore(path: path)
        do {
            let state = try await store.read { tx in try SchemaState(in: tx) }
            if case .foreign(let table) = state { throw NodeError.foreign(address, table) }
            await store.close()
        } catch {
            await store.close()
            throw error
        }
    }

    /// The file format's write version, the 19th byte, is 2 with a write-ahead log (sqlite.org/fileformat2.html, 1.3).
    private static func keepsLog(_ path: String) -> Bool {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        var header = [UInt8](repeating: 0, count: 20)
        return Glibc.read(descriptor, &header, header.count) == header.count && header[18] == 2
    }

    /// Nil when there is no file.
    private static func fileSize(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? .max : Int(status.st_size)
    }

    /// Whether this user may write the file, and what SQLite puts beside it.
    private static func isWritable(_ path: String) -> Bool {
        let file = URL(filePath: path).resolvingSymlinksInPath()
        return access(file.path, W_OK) == 0 && access(file.deletingLastPathComponent().path, W_OK) == 0
    }

    /// Customers' data lies in it: it is its owner's alone.
    private static func makeFolder(_ folder: String) throws {
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw NodeError("the store's folder \(folder) can't be made; make it, or name another with --store")
        }
    }
}

extension NodeError {
    /// - Parameter table: one that the database has.
    static func foreign(_ address: StoreAddress, _ table: String) -> NodeError {
        NodeError(
            "\(address.name) is not a Totem store: it has the table \(table) of another program; name another with --store"
        )
    }

    /// - Parameter why: what is there instead.
    static func noStore(_ address: StoreAddress, _ why: String?) -> NodeError {
        NodeError(
            "there is no store at \(address.name)\(why.map { " (\($0))" } ?? ""); totem init makes one, --store names another"
        )
    }
}
