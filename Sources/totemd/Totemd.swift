public import ArgumentParser
import FoundationEssentials
public import Logging
import TotemNode

/// The reference host: a shop behind HTTP, put together from node and server.
@main
struct Totemd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "totemd",
        abstract: "Serve a shop over HTTP.",
        discussion: """
            Prints one line with its address on stdout when it is ready, and logs to stderr. SIGTERM and SIGINT finish \
            the requests that are running and exit with 0; SIGHUP follows the store's plugins and settings at once.
            """
    )

    @Option(
        help: ArgumentHelp(
            "The store: sqlite:PATH. Else TOTEM_STORE, else sqlite:./data/store.db.",
            valueName: "address"
        )
    )
    var store: String?

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 8080

    @Option(
        name: .customLong("plugins"),
        help: ArgumentHelp("Folders to look for plugins in, instead of the usual ones.", valueName: "folder")
    )
    var pluginFolders: [String] = []

    @Option(help: "What is logged: trace, debug, info, notice, warning or error.")
    var logLevel: Logger.Level = .info

    func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError("--port must be from 0 to 65535, not \(port)")
        }
    }

    func run() async throws {
        do {
            try await Daemon(
                address: address(),
                host: host,
                port: port,
                pluginFolders: pluginFolders.isEmpty ? nil : pluginFolders,
                log: makeLog()
            ).run()
        } catch {
            StandardStreams.writeError("totemd: \(StartError.line(for: error, host: host, port: port))")
            throw ExitCode(1)
        }
    }

    private func address() throws -> StoreAddress {
        guard let text = store ?? ProcessInfo.processInfo.environment["TOTEM_STORE"] else { return .standard }
        return try StoreAddress(text)
    }

    private func makeLog() -> Logger {
        var log = Logger(label: "totemd") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = logLevel
        return log
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
