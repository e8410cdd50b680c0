import FoundationEssentials
public import Logging
public import TotemKernel
public import TotemPluginHost
import TotemPostgres
public import TotemSQLite
public import TotemStore

/// One running part of a shop: an open store with its schema up to date, the plugins that are on, and the kernel
/// over both. The daemon, the command line and every other program that is a shop begin with it.
public struct Node: Sendable {
    public let kernel: Kernel
    public let plugins: PluginHost

    public var store: any Store { kernel.store }

    /// Opens the store, makes it when it is not there, migrates it, and follows its `plugins` table.
    /// - Parameters:
    ///   - pluginFolders: nil: ``PluginFolders/standard(for:)``.
    ///   - options: of a SQLite store.
    /// - Throws: ``NodeError`` or ``StoreError`` with the reason and the mend.
    public static func open(
        _ address: StoreAddress = .standard,
        plugins pluginFolders: [String]? = nil,
        options: SQLiteOptions = SQLiteOptions(),
        clock: any TotemKernel.Clock = SystemClock(),
        log: Logger
    ) async throws -> Node {
        let store = try openStore(address, options)
        do {
            let now = clock.now
            try await store.write { tx in
                try CoreSchema.migrator.apply(in: tx, at: now.milliseconds)
                try CopyJournal.refuseUnfinished(in: tx)
            }
            let plugins = try PluginHost(
                store: store,
                clock: clock,
                folders: pluginFolders ?? PluginFolders.standard(for: address),
                log: log
            )
            try await plugins.reconcile()
            return Node(kernel: Kernel(store: store, hooks: plugins, clock: clock), plugins: plugins)
        } catch {
            await store.close()
            throw error
        }
    }

    /// Finishes what is queued and closes the store.
    public func close() async {
        await store.close()
    }

    /// The bare store, which nothing is looked at of.
    public static func openStore(
        _ address: StoreAddress,
        _ options: SQLiteOptions = SQLiteOptions()
    ) throws -> any Store {
        switch address {
        case .sqlite(let path):
            try makeFolder(address.folder)
            return try SQLiteStore(path: path, options: options)
        case .postgres(let address):
            return try PostgresStore(address)
        }
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
