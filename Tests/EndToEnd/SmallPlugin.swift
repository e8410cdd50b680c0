import Foundation
import TotemKernel
import TotemTesting

/// A plugin in C that a test has written down.
enum SmallPlugin {
    /// Builds it into a folder.
    /// - Parameters:
    ///   - manifest: with its name.
    ///   - migrations: by file name.
    static func build(
        _ name: String,
        manifest: JSONValue,
        migrations: [String: String] = [:],
        source: String,
        into folder: String
    ) throws {
        try FileManager.default.createDirectory(atPath: folder + "/migrations", withIntermediateDirectories: true)
        try write(manifest.text(), to: folder + "/plugin.json")
        for (file, sql) in migrations { try write(sql, to: "\(folder)/migrations/\(file)") }
        try write(source, to: "\(folder)/\(name).c")
        try ChildProcess.run(
            ["cc", "-std=gnu11", "-Wall", "-shared", "-fPIC", "-fvisibility=hidden"]
                + ["-I", PluginFixtures.packageFolder + "/Sources/CTotem/include", "-o", "\(name).so", "\(name).c"],
            in: folder
        )
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}
