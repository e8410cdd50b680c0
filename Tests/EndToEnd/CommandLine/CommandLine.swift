import FoundationEssentials
import Testing
import TotemKernel
import TotemTesting

/// A folder to run `totem` in, and a store that is used when nobody names another.
final class CommandLineShop: Sendable {
    let folder: String
    /// The store as `--store` takes it.
    let address: String
    /// Where the shop's plugins are looked for.
    var pluginFolder: String { folder + "/data/plugins" }
    /// The file of the standard SQLite store.
    var file: String { folder + "/data/store.db" }
    /// Says which store it is, where it is not the standard one.
    private let environment: [String: String]
    /// Kept for as long as this shop is.
    private let keeper: any Sendable

    /// - Parameters:
    ///   - engine: the one that the tests run on, where a test is not about one of them.
    ///   - isMade: whether there is a store already, or only the place for one.
    init(on engine: TestEngine = .current, isMade: Bool = true) async throws {
        switch engine {
        case .sqlite:
            let folder = try TemporaryFolder()
            self.folder = folder.path
            address = "sqlite:\(folder.path)/data/store.db"
            environment = [:]
            keeper = folder
        case .postgres:
            let database = try await TemporaryDatabase(migrated: false)
            folder = database.folder
            address = database.url
            environment = ["TOTEM_STORE": database.url]
            keeper = database
        }
        guard isMade else { return }
        let made = try await totem("init")
        guard made.status == 0 else { throw KernelError.notFound("a store: \(made.errors)") }
    }

    func totem(
        _ arguments: String...,
        input: String = "",
        environment: [String: String] = [:]
    ) async throws -> TotemCommand {
        try await run(arguments, input: input, environment: environment)
    }

    func run(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) async throws -> TotemCommand {
        let environment = self.environment.merging(environment) { $1 }
        // A store on a server has no folder for plugins beside it that would be this shop's alone.
        let needsPlugins = arguments.first == "plugin" && arguments.count > 1 || arguments.first == "call"
        let isElsewhere = needsPlugins && !address.hasPrefix("sqlite:")
        let arguments = arguments + (isElsewhere ? ["--plugins", pluginFolder] : [])
        return try await TotemCommand.run(arguments, in: folder, input: input, environment: environment)
    }

    /// A line of shell in the shop's folder: see ``TotemCommand/shell(_:in:environment:)``.
    func shell(_ line: String) async throws -> TotemCommand {
        try await TotemCommand.shell(line, in: folder, environment: environment)
    }

    /// Writes a file into the folder.
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
}

extension TotemCommand {
    var json: JSONValue { (try? JSONValue(text: output)) ?? .null }

    /// It failed with this code: 1 for what could not be done, 2 for wrong usage. It said why in one line on stderr, on
    /// which `reason` stands, and nothing on stdout.
    func expectFailure(
        _ code: Int32,
        _ reason: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(status == code, sourceLocation: sourceLocation)
        #expect(output.isEmpty, sourceLocation: sourceLocation)
        #expect(errors.contains(reason), "\(errors)", sourceLocation: sourceLocation)
        #expect(errors.hasPrefix("totem: "), sourceLocation: sourceLocation)
        #expect(errors.split(separator: "\n").count == 1, sourceLocation: sourceLocation)
    }
}
