import FoundationEssentials
import TotemKernel

/// The plugins that benchmarks run: Coupons as it is shipped, and plugins that do next to nothing, in a folder of their
/// own.
struct BenchPlugins {
    /// What a node is given to look for plugins in.
    let folders: [String]

    /// - Parameters:
    ///   - count: how many plugins to make that do nothing: `bench-1` and so on.
    ///   - place: a folder for them.
    ///   - shipped: folders with the shipped plugins; empty: those beside the executable.
    init(_ count: Int, in place: String, shipped: [String]) throws {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let beside = executable.lastIndex(of: "/").map { String(executable[..<$0]) } ?? "."
        let library = try Self.find("libBenchPlugin.so", in: [beside, beside + "/../lib/totem"])
        for name in Self.names(count) {
            let folder = "\(place)/\(name)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: library, toPath: "\(folder)/\(name).so")
            try Data(Self.manifest(name).utf8).write(to: URL(filePath: "\(folder)/plugin.json"))
        }
        folders = [place] + (shipped.isEmpty ? [beside + "/plugins", beside + "/../lib/totem/plugins"] : shipped)
    }

    static func names(_ count: Int) -> [String] { (0..<count).map { "bench-\($0 + 1)" } }

    private static func find(_ name: String, in folders: [String]) throws -> String {
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw BenchmarkError("\(name) is in none of \(folders.joined(separator: ", ")); build it with make build")
        }
        return path
    }

    private static func manifest(_ name: String) -> String {
        """
        {
          "name": "\(name)", "version": "1.0.0", "title": "Does nothing", "description": "For measuring.",
          "license": "MIT", "abi": 1, "requires": {"kernel": "^1.0.0"}, "library": "\(name).so", "tables": [],
          "hooks": {
            "cart.discounts": {"reads": [], "writes": [], "fail": "closed", "budget_ms": 50},
            "order.placing": {"reads": [], "writes": [], "fail": "closed", "budget_ms": 50},
            "order.placed": {"reads": [], "writes": [], "fail": "closed", "budget_ms": 50}
          }
        }
        """
    }
}

extension PluginAdministration {
    /// Switches plugins on, one after another.
    /// With all that they ask for.
    func enable(_ names: [String]) async throws {
        for name in names {
            let wanted = try await plugins().first { $0.name == name }?.permissions
            _ = try await change(name, to: PluginChange(isActive: true, grant: wanted), by: .system)
        }
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
