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
        let libraries = [beside, beside + "/../lib/totem"]
        let inC = try Self.find("libBenchPlugin.so", in: libraries)
        let inSwift = try Self.find("libBenchKitPlugin.so", in: libraries)
        let plain = ["cart.discounts", "order.placing", "order.placed"]
        for name in Self.names(count) { try Self.make(name, of: inC, with: plain, in: place) }
        for name in Self.emptyNames { try Self.make(name, of: inC, with: ["cart.tenders"], in: place) }
        for name in Self.swiftNames { try Self.make(name, of: inSwift, with: ["cart.tenders"], in: place) }
        try Self.make(Self.pricing, of: inC, with: Self.pricingHooks, in: place)
        folders = [place] + (shipped.isEmpty ? [beside + "/plugins", beside + "/../lib/totem/plugins"] : shipped)
    }

    /// With one hook that is empty, in C and in Swift: as many as a chain has that is measured.
    static let emptyNames = (0..<HooksBenchmark.chainLength).map { "empty-\($0 + 1)" }
    static let swiftNames = (0..<HooksBenchmark.chainLength).map { "kit-\($0 + 1)" }
    /// The one that has something to say in each of the pricing hooks.
    static let pricing = "amounts"
    private static let pricingHooks = [
        "cart.discounts", "cart.shipping_rates", "cart.fees", "cart.taxes", "cart.tenders",
    ]

    /// The plugins that come with Totem, by name.
    var shipped: [String] {
        folders.dropFirst().flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }.sorted()
    }

    static func names(_ count: Int) -> [String] { (0..<count).map { "bench-\($0 + 1)" } }

    private static func find(_ name: String, in folders: [String]) throws -> String {
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw BenchmarkError("\(name) is in none of \(folders.joined(separator: ", ")); build it with make build")
        }
        return path
    }

    private static func make(_ name: String, of library: String, with hooks: [String], in place: String) throws {
        let folder = "\(place)/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: library, toPath: "\(folder)/\(name).so")
        try Data(manifest(name, hooks).utf8).write(to: URL(filePath: "\(folder)/plugin.json"))
    }

    private static func manifest(_ name: String, _ hooks: [String]) -> String {
        let declared = hooks.map {
            "\"\($0)\": {\"reads\": [], \"writes\": [], \"fail\": \"closed\", \"budget_ms\": 50}"
        }
        return """
            {
              "name": "\(name)", "version": "1.0.0", "title": "Does nothing", "description": "For measuring.",
              "license": "MIT", "abi": 1, "requires": {"kernel": "^1.0.0"}, "library": "\(name).so", "tables": [],
              "hooks": {\(declared.joined(separator: ", "))}
            }
            """
    }
}

extension PluginAdministration {
    func disable(_ names: [String]) async throws {
        for name in names { _ = try await change(name, to: PluginChange(isActive: false), by: .system) }
    }

    /// Switches plugins on, one after another, with all that they ask for.
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
