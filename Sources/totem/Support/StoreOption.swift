import ArgumentParser
import FoundationEssentials
import Logging
import TotemNode

/// `--store`, which every command takes.
struct StoreOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The store: sqlite:PATH or postgres://HOST/DATABASE. Else TOTEM_STORE, else sqlite:./data/store.db.",
            valueName: "address"
        )
    )
    var store: String?

    @Option(
        name: .customLong("plugins"),
        help: ArgumentHelp("Folders to look for plugins in, instead of the usual ones.", valueName: "folder")
    )
    var pluginFolders: [String] = []

    /// The option is each command's own, and may stand anywhere: `totem plugin --store … list` too.
    static func movedBehindCommand(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        var rest: [String] = []
        var moved: [String] = []
        var index = arguments.startIndex
        while index < end {
            let takesNext = arguments[index] == "--store" && index + 1 < end
            if takesNext || arguments[index].hasPrefix("--store=") {
                moved += arguments[index...(takesNext ? index + 1 : index)]
            } else {
                rest.append(arguments[index])
            }
            index += takesNext ? 2 : 1
        }
        return rest + moved + arguments[end...]
    }

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

    /// The same for a change of plugins: when it returns, daemons answer by it. Those on a SQLite store follow before each
    /// answer; on PostgreSQL they are given the time for it.
    func withFollowedNode(_ body: (Node) async throws -> Void) async throws {
        try await withNode(body)
        guard try address().isFollowedLater else { return }
        try await Task.sleep(for: ChangeWatcher.longestDelay)
    }
}
