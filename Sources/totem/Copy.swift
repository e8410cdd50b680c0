import ArgumentParser
import FoundationEssentials
import TotemCopy
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram
import TotemStore

struct Copy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy a whole store into an empty one, on the same engine or another.",
        discussion: """
            Copies the core's tables and those of every plugin, compares both stores in the end, and only then lets the \
            target be used. Stop what uses the source first: a change meanwhile, whoever makes it, is found and refused. A \
            copy that was stopped goes on when the same command is run again.
            """
    )

    @Option(help: ArgumentHelp("The store to copy: sqlite:PATH or postgres://…", valueName: "address"))
    var from: String

    @Option(
        help: ArgumentHelp(
            "The store to make: sqlite:PATH, or postgres://… of an empty database.",
            valueName: "address"
        )
    )
    var to: String

    @OptionGroup var plugins: PluginsOption
    @OptionGroup var rows: RowsOption

    func run() async throws {
        let (from, to) = (try StoreAddress(self.from, namedBy: "--from"), try StoreAddress(self.to, namedBy: "--to"))
        guard from.name != to.name else { throw Failure("--from and --to name the same store, \(from.name)") }
        _ = try await StoreSchema.pending(at: from)
        let source = try await Node.openStore(from, for: .changing)
        do {
            let target = try await Node.openStore(to)
            do {
                try await copy(from, source, to, target)
            } catch {
                await target.close()
                throw error
            }
            await target.close()
        } catch {
            await source.close()
            throw error
        }
        await source.close()
    }

    private func copy(_ from: StoreAddress, _ source: any Store, _ to: StoreAddress, _ target: any Store) async throws {
        let standard = PluginFolders.standard(for: from) + PluginFolders.standard(for: to)
        let bar = ProgressBar()
        defer { bar.finish() }
        let copy = StoreCopy(
            from: source,
            named: from.name,
            to: target,
            plugins: PluginSchemas(folders: plugins.chosen ?? standard)
        ) { status in
            bar.show(status.phase.rawValue, rows: Int(status.rows), of: Int(status.totalRows))
        }
        let report = try await copy.run()
        bar.finish()
        show(report, from, to)
    }

    private func show(_ report: CopyReport, _ from: StoreAddress, _ to: StoreAddress) {
        if rows.json {
            rows.show(
                ["table", "rows", "checksum"],
                report.tables.map { [.string($0.name), .integer($0.digest.rows), .string($0.digest.checksum)] }
            )
        } else {
            let count = report.tables.reduce(0) { $0 + $1.digest.rows }
            Output.line(
                "Copied \(count) rows of \(report.tables.count) tables from \(from.name) to \(to.name), and found them "
                    + "equal."
            )
        }
        guard !report.unknownTables.isEmpty else { return }
        Output.error(
            "totem: left behind, because they are neither the core's nor a plugin's: "
                + report.unknownTables.joined(separator: ", ")
        )
    }
}
