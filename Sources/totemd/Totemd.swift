public import ArgumentParser
import FoundationEssentials
public import Logging
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram
import TotemServer
import TotemStore

/// The reference host: a shop behind HTTP, put together from node and server.
@main
struct Totemd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "totemd",
        abstract: "Serve a shop over HTTP.",
        discussion: """
            Prints one line with its address on stdout when it is ready, and logs to stderr. SIGTERM and SIGINT finish \
            the requests that are running and exit with 0; SIGHUP follows the store's plugins and settings at once.

            A file for --config is JSON with the options' names: {"store": "sqlite:/var/lib/totem/store.db", "host": \
            "127.0.0.1", "port": 8080, "plugins": ["/opt/shop/plugins"], "trusted_proxies": ["10.0.0.0/8"], "metrics": \
            "127.0.0.1:9180", "log_level": "info"}. Options, and TOTEM_STORE, have precedence over it.

            What can't be done exits with 1, wrong usage with 2.
            """,
        version: CoreSchema.kernelVersion.description
    )

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("A file with what the options do not say.", valueName: "file"),
        completion: .file()
    )
    var configurationPath: String?

    @Option(
        help: ArgumentHelp(
            "The store: sqlite:PATH or postgres://HOST/DATABASE. Else TOTEM_STORE, else sqlite:./data/store.db.",
            valueName: "address"
        )
    )
    var store: String?

    @Option(help: "The address to listen on. Else 127.0.0.1.")
    var host: String?

    @Option(help: "The port to listen on; 0 takes a free one. Else 8080.")
    var port: Int?

    @OptionGroup var plugins: PluginsOption

    @Option(
        name: .customLong("trusted-proxy"),
        help: ArgumentHelp(
            """
            Your proxy's address, or a range such as 10.0.0.0/8; may be given several times. Only its X-Forwarded-For says \
            where requests come from.
            """,
            valueName: "cidr"
        )
    )
    var trustedProxies: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            Where /metrics is told without a token, such as 127.0.0.1:9180: to whoever can connect there. At the shop's own \
            address it needs a key of staff.
            """,
            valueName: "host:port"
        )
    )
    var metrics: String?

    @Option(help: "What is logged: trace, debug, info, notice, warning or error. Else info.")
    var logLevel: Logger.Level?

    /// What this process is given as a worker; nil when it is the one that looks after workers.
    private static let link = WorkerLink.take()

    @MainActor
    static func main() async {
        if let link { _ = PluginWatch.begin(on: link.record) }
        await Program.run(Self.self) { "\($0)" }
    }

    func validate() throws {
        if let port, !(0...65535).contains(port) {
            throw ValidationError("--port must be from 0 to 65535, not \(port)")
        }
        if let bad = trustedProxies.first(where: { NetworkRange($0) == nil }) {
            throw ValidationError(
                "--trusted-proxy must be an address or a range such as 10.0.0.0/8 or ::1, not '\(bad)'"
            )
        }
        if let metrics, SocketName(metrics) == nil {
            throw ValidationError("--metrics must be HOST:PORT such as 127.0.0.1:9180, not '\(metrics)'")
        }
    }

    func run() async throws {
        let file = try configurationPath.map { try ConfigurationFile(path: $0) } ?? ConfigurationFile()
        let log = makeLog(logLevel ?? file.logLevel ?? .info)
        do {
            guard let link = Self.link else { return try supervise(file, log) }
            defer { PluginWatch.expectExit() }
            try await Daemon(
                link: link,
                address: address(file),
                trustedProxies: trustedProxies.isEmpty
                    ? file.trustedProxies ?? [] : trustedProxies.compactMap { NetworkRange($0) },
                pluginFolders: plugins.chosen ?? file.plugins,
                log: log
            ).run()
        } catch {
            throw error is ValidationError || error is ExitCode ? error : StartError(error)
        }
    }

    /// Opens the sockets, and looks after those who answer on them.
    private func supervise(_ file: ConfigurationFile, _ log: Logger) throws {
        _ = try address(file)
        let name = SocketName(host: host ?? file.host ?? "127.0.0.1", port: port ?? file.port ?? 8080)
        let socket = try name.listen(chosenBy: .hostAndPort)
        let metricsName = metrics.flatMap { SocketName($0) } ?? file.metrics
        let metricsSocket = try metricsName?.listen(chosenBy: .metrics)
        if let metricsName, let metricsSocket {
            log.info("metrics are told at \(metricsName.url(onPort: metricsSocket.port))/metrics")
        }
        let supervisor = try Supervisor(socket: socket, metrics: metricsSocket, log: log) {
            Output.line("Totem listens on \(name.url(onPort: socket.port))")
        }
        let code = try supervisor.run()
        guard code == 0 else { throw ExitCode(code) }
    }

    private func address(_ file: ConfigurationFile) throws -> StoreAddress {
        if let store { return try StoreAddress(store, namedBy: "--store") }
        if let variable = ProcessInfo.processInfo.environment["TOTEM_STORE"] {
            return try StoreAddress(variable, namedBy: "TOTEM_STORE")
        }
        return try file.store.map { try StoreAddress($0) } ?? .standard
    }

    private func makeLog(_ level: Logger.Level) -> Logger {
        var log = Logger(label: "totemd") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = level
        return log
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
