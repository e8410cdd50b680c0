import ArgumentParser
import TotemKernel
import TotemProgram
import TotemStore

@main
struct TotemBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "totem-bench",
        abstract: "Measures Totem beside the same work done plainly, in one process on one machine.",
        discussion: """
            Every figure is a ratio to work of the same kind in the same run, so it means the same on a slow machine and \
            on a fast one. The rounds of the two sides take turns and the median counts. Build it with -c release.
            """,
        version: CoreSchema.kernelVersion.description
    )

    enum Group: String, ExpressibleByArgument, CaseIterable {
        case orders
        case hooks
        case plugins
        case isolation
        case reads
        case http
        case search
        /// Only with `--postgres`.
        case postgres
    }

    @Option(help: "Only this group.")
    var only: Group?

    @Option(help: "How often each side runs.")
    var rounds = 5

    @Option(help: "Products of the large shop that is searched.")
    var products = 50_000

    @Option(help: "A folder on the file system to measure; a folder is made in it and removed.")
    var folder = "."

    @Option(help: "Folders with the shipped plugins, instead of those beside the executable.")
    var plugins: [String] = []

    @Option(
        help: ArgumentHelp(
            "A PostgreSQL server to measure on; databases are made in it and dropped.",
            valueName: "postgres://…"
        )
    )
    var postgres: String?

    @Flag(help: "Print JSON.")
    var json = false

    static func main() async {
        await Program.run(Self.self) { "\($0)" }
    }

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds must be 1 or more") }
        guard only != .postgres || postgres != nil else {
            throw ValidationError("--only postgres needs a server: --postgres URL")
        }
    }

    func run() async throws {
        let bench = try Workbench(rounds: rounds, folder: folder, shippedPlugins: plugins)
        defer { bench.remove() }
        var figures: [Figure] = []
        for group in Group.allCases where only == nil || only == group {
            switch group {
            case .orders: figures += try await OrdersBenchmark(bench: bench).run()
            case .hooks:
                figures += try await HooksBenchmark(bench: bench).run()
                figures += try await ServicesBenchmark(bench: bench).run()
            case .plugins: figures += try await PluginsBenchmark(bench: bench).run()
            case .isolation: figures += try await IsolationBenchmark(bench: bench).run()
            case .reads: figures += try await ReadsBenchmark(bench: bench).run()
            case .http:
                figures += try await onBothEngines(bench) { try await HTTPOrdersBenchmark(bench: $0).run() }
            case .search: figures += try await search(bench)
            case .postgres:
                guard let postgres else { continue }
                figures += try await PostgresOrdersBenchmark(bench: bench, server: BenchServer(postgres)).run()
            }
        }
        Output.line(json ? try Figure.json(figures) : Figure.table(figures))
        if figures.contains(where: { !$0.isMet }) { throw ExitCode(1) }
    }

    private func search(_ bench: Workbench) async throws -> [Figure] {
        var figures = try await PageBenchmark(bench: bench).run()
        figures += try await onBothEngines(bench) { bench in
            try await SearchBenchmark(bench: bench, products: products, limit: bench.server == nil ? 10 : 60).run()
        }
        return figures
    }

    /// On SQLite, and on PostgreSQL when a server is given.
    private func onBothEngines(
        _ bench: Workbench,
        _ run: (Workbench) async throws -> [Figure]
    ) async throws -> [Figure] {
        let figures = try await run(bench)
        guard let postgres else { return figures }
        let server = BenchServer(postgres)
        defer { server.dropDatabases() }
        var bench = bench
        bench.server = server
        return figures + (try await run(bench))
    }
}
