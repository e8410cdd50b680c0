public import Logging
public import TotemKernel
public import TotemPluginHost
public import TotemSQLite
public import TotemStore

/// One running part of a shop: an open store with its schema up to date, the plugins that are on, and the kernel
/// over both. The daemon, the command line and every other program that is a shop begin with it.
public struct Node: Sendable {
    public let kernel: Kernel
    public let plugins: PluginHost

    public var store: any Store { kernel.store }

    /// Opens the store, makes and migrates it as far as its use allows, and follows its `plugins` table.
    /// - Parameters:
    ///   - pluginFolders: nil: ``PluginFolders/standard(for:)``.
    ///   - runsPlugins: false for a tool that needs none of their code: no library is loaded but what ``plugins`` is asked
    ///     to switch on or to install.
    ///   - fault: what is known of the plugin that has ended the process before this one: it is switched off first.
    ///   - probe: tries libraries out that were never loaded; for programs that ``PluginProbe`` can start.
    ///   - options: of a SQLite store.
    ///   - providers: who takes money, beside the shop's own staff. ``Housekeeping`` settles what is left open with them.
    ///   - network: what plugins reach of it.
    /// - Throws: ``NodeError`` or ``StoreError`` with the reason and the mend.
    public static func open(
        _ address: StoreAddress = .standard,
        for use: StoreIntent = .making,
        plugins pluginFolders: [String]? = nil,
        runsPlugins: Bool = true,
        after fault: PluginFault? = nil,
        probing probe: PluginProbe? = nil,
        options: SQLiteOptions = SQLiteOptions(),
        clock: any TotemKernel.Clock = SystemClock(),
        providers: PaymentProviders = PaymentProviders(),
        network: PluginNetwork = PluginNetwork(),
        log: Logger
    ) async throws -> Node {
        let store = try await openStore(address, for: use, options, at: clock.now)
        do {
            let folders = pluginFolders ?? PluginFolders.standard(for: address)
            let plugins = PluginHost(
                store: store,
                clock: clock,
                folders: folders,
                network: network,
                probe: probe,
                log: log
            )
            if let fault { try await plugins.quarantine(fault) }
            if runsPlugins { try await plugins.reconcile() }
            return Node(
                kernel: Kernel(store: store, hooks: plugins, clock: clock, providers: providers),
                plugins: plugins
            )
        } catch {
            await store.close()
            throw error
        }
    }

    /// Finishes what is queued and closes the store.
    public func close() async {
        await store.close()
        await plugins.forgetLibraries()
    }
}
