import Foundation
import TotemKernel
import TotemTesting

/// The plugin of `hostile.c`, built to do one thing at one place once it is told to.
struct HostilePlugin {
    let files: TemporaryFolder
    private let trigger: String
    /// For `--plugins`.
    let folder: String

    init(_ how: String, at place: String, limit: Int = 1000, isolation: PluginIsolation = .none) throws {
        files = try TemporaryFolder()
        trigger = files.path + "/now"
        folder = files.path + "/plugins"
        let own = folder + "/hostile"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        let manifest: JSONValue = [
            "name": "hostile", "version": "1.0.0", "abi": 1, "limit_ms": .integer(Int64(limit)),
            "isolation": .string(isolation.rawValue),
            "hooks": ["order.placing": ["fail": "closed"], "cart.fetch": ["fail": "open"]],
        ]
        try Data(manifest.text().utf8).write(to: URL(filePath: own + "/plugin.json"))
        let package = PluginFixtures.packageFolder
        try ChildProcess.run([
            "cc", "-std=c11", "-shared", "-fPIC", "-fvisibility=hidden", "-DHOW=\"\(how)\"", "-DWHERE=\"\(place)\"",
            "-DTRIGGER=\"\(trigger)\"", "-I", package + "/Sources/CTotem/include", "-o", own + "/hostile.so",
            package + "/Tests/EndToEnd/Containment/hostile.c",
        ])
    }

    /// From now on it does it.
    func turnHostile() throws { try Data().write(to: URL(filePath: trigger)) }

    /// Whether it has begun to.
    var isReached: Bool { FileManager.default.fileExists(atPath: trigger + ".reached") }

    func forgetReached() throws { try FileManager.default.removeItem(atPath: trigger + ".reached") }
}
