import Foundation

/// A PostgreSQL server for one test, which may restart it: `scripts/with-postgres` once more, inside of itself.
public final class OwnPostgres: Sendable {
    /// An empty database of it.
    public let url: String
    private let restartCommand: String
    private let process: RunningProcess

    public init() async throws {
        process = try RunningProcess(
            PluginFixtures.packageFolder + "/scripts/with-postgres",
            ["sh", "-c", "echo \"$TOTEM_TEST_POSTGRES $TOTEM_TEST_POSTGRES_RESTART\"; exec sleep 3600"]
        )
        guard let words = await process.firstLine()?.split(separator: " "), words.count == 2 else {
            throw ProcessFailure(message: "PostgreSQL did not start: \(process.errors)")
        }
        url = String(words[0])
        restartCommand = String(words[1])
    }

    deinit {
        process.signal(SIGTERM)
    }

    /// Ends the server without a word to its clients, as a crash does, and starts it again.
    public func restart() throws {
        try ChildProcess.run([restartCommand])
    }
}
