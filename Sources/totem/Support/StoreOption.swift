import ArgumentParser
import FoundationEssentials
import Logging
import TotemNode
import TotemPluginHost
import TotemProgram
import TotemSQLite

/// `--store`, which every command takes.
struct StoreOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The store: sqlite:PATH or postgres://HOST/DATABASE. Else TOTEM_STORE, else sqlite:./data/store.db.",
            valueName: "address"
        )
    )
    var store: String?

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

    /// - Throws: `ValidationError` when what names it is no address.
    func address() throws -> StoreAddress {
        let variable = ProcessInfo.processInfo.environment["TOTEM_STORE"]
        guard let text = store ?? variable else { return .standard }
        return try StoreAddress(text, namedBy: store == nil ? "TOTEM_STORE" : "--store")
    }

    /// Opens the store, and closes it whatever `body` does. When it returns what was changed, every daemon answers by it.
    /// - Parameter plugins: where the node looks for them; it runs them only where the command `runsPlugins`.
    @discardableResult
    func withNode<Value>(
        _ use: StoreIntent,
        at other: StoreAddress? = nil,
        plugins: PluginsOption? = nil,
        runsPlugins: Bool = false,
        _ body: (Node) async throws -> Value
    ) async throws -> Value {
        var log = Logger(label: "totem") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .warning
        let node = try await Node.open(
            try other ?? address(),
            for: use,
            plugins: plugins?.chosen,
            runsPlugins: runsPlugins,
            probing: PluginProbe(),
            options: SQLiteOptions(readers: 1),
            log: log
        )
        do {
            let value = try await body(node)
            if use != .reading { try await node.waitUntilFollowed() }
            await node.close()
            return value
        } catch {
            await node.close()
            throw error
        }
    }
}
