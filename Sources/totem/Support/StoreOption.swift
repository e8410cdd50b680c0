import ArgumentParser
import FoundationEssentials
import Logging
import TotemNode

/// `--store`, which every command takes.
struct StoreOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The store: sqlite:PATH. Else TOTEM_STORE, else sqlite:./data/store.db.",
            valueName: "address"
        )
    )
    var store: String?

    @Option(
        name: .customLong("plugins"),
        help: ArgumentHelp("Folders to look for plugins in, instead of the usual ones.", valueName: "folder")
    )
    var pluginFolders: [String] = []

    func address() throws -> StoreAddress {
        guard let text = store ?? ProcessInfo.processInfo.environment["TOTEM_STORE"] else { return .standard }
        return try StoreAddress(text)
    }

    /// Opens the store with its plugins, and closes it whatever `body` does.
    func withNode(_ body: (Node) async throws -> Void) async throws {
        var log = Logger(label: "totem") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .warning
        let node = try await Node.open(address(), plugins: pluginFolders.isEmpty ? nil : pluginFolders, log: log)
        do {
            try await body(node)
        } catch {
            await node.close()
            throw error
        }
        await node.close()
    }
}
