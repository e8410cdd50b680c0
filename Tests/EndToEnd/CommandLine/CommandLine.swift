import FoundationEssentials
import Testing
import TotemKernel
import TotemTesting

/// A folder to run `totem` in. Its store is the one that is used when nobody names another.
final class CommandLineShop: Sendable {
    let folder: String
    var store: String { folder + "/data/store.db" }

    init() throws { folder = try TemporaryStore.makeFolder() }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func totem(
        _ arguments: String...,
        input: String = "",
        environment: [String: String] = [:]
    ) async throws -> TotemCommand {
        try await TotemCommand.run(arguments, in: folder, input: input, environment: environment)
    }

    /// Writes a file into the folder.
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
}

extension TotemCommand {
    var json: JSONValue { (try? JSONDecoder().decode(JSONValue.self, from: Data(output.utf8))) ?? .null }

    /// It failed with this code, and said why in one line on stderr, on which `reason` stands, and nothing on stdout.
    func expectFailure(
        _ code: Int32,
        _ reason: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(status == code, sourceLocation: sourceLocation)
        #expect(output.isEmpty, sourceLocation: sourceLocation)
        #expect(errors.contains(reason), sourceLocation: sourceLocation)
        guard code == 1 else { return }
        #expect(errors.hasPrefix("totem: "), sourceLocation: sourceLocation)
        #expect(errors.split(separator: "\n").count == 1, sourceLocation: sourceLocation)
    }
}
