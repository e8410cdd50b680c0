private import CTotemHost
private import Glibc
private import Logging

/// The other side of ``PluginProbe``: the process in which a plugin is tried out.
package enum ProbedPlugin {
    /// Where what is wrong is said, and memory for what the plugin leaves behind.
    private static let answer: CInt = 3
    private static let record: CInt = 4

    /// Loads, starts and stops the plugin in `folder`, and ends the process: with 0 when it has done what it should.
    package static func run(in folder: String) -> Never {
        do {
            guard totem_marker_open(record) else { throw PluginProblem("this is run by Totem itself") }
            let manifest = try PluginManifest(folder: folder)
            _ = totem_probe_confine(UInt32(manifest.limitMilliseconds / 1000 * 4 + 5))
            let log = Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() }
            let instance = try PluginLibrary(runtimeFolder: nil, child: nil, log: log).start(manifest, in: folder, 0)
            instance.state.end()
            leave(with: 0, saying: PluginProbe.well)
        } catch {
            leave(with: 1, saying: Array("\(error)".utf8))
        }
    }

    /// Nothing of the plugin's runs any more.
    private static func leave(with code: Int32, saying text: [UInt8]) -> Never {
        _ = write(answer, text, text.count)
        totem_marker_expect_exit()
        _exit(code)
    }
}
