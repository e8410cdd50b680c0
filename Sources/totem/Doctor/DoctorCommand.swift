import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "What is wrong with the machine, the store, its permissions, plugins, settings and daemon.",
        discussion: """
            A line for each finding: ok, warning or problem, with what to do. It changes nothing, runs no plugin's code, and may \
            be run while the shop sells. It reads the whole store. Exits with 1 when there is a problem.
            """
    )

    @Option(help: ArgumentHelp("Where the daemon is to answer.", valueName: "url"))
    var url = "http://127.0.0.1:8080"
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func validate() throws {
        guard DaemonCheck.Place(url) != nil else {
            throw ValidationError("--url must be http://HOST:PORT such as http://127.0.0.1:8080, not '\(url)'")
        }
    }

    func run() async throws {
        let address = try store.address()
        let folders = plugins.chosen ?? PluginFolders.standard(for: address)
        let findings =
            MachineCheck.findings(for: address) + PermissionCheck.findings(of: address, pluginFolders: folders)
            + (await StoreCheck.findings(of: address, pluginFolders: folders)) + DaemonCheck.findings(at: url)
            + ProxyCheck.findings(at: url)
        if rows.json {
            rows.show(.array(findings.map(\.json)))
        } else {
            for finding in findings { Output.line(finding.line) }
        }
        let problems = findings.filter { $0.grade == .problem }.count
        guard problems > 0 else { return }
        throw Failure(
            "\(problems) \(problems == 1 ? "problem was" : "problems were") found; what to do stands with each"
        )
    }
}
