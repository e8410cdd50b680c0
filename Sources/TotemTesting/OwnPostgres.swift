import Foundation

/// A PostgreSQL server for one test, which may restart it: `scripts/with-postgres` once more, inside of itself.
public final class OwnPostgres: Sendable {
    /// An empty database of it.
    public let url: String
    /// The server's data and its configuration.
    public let folder: String
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
        folder = URL(fileURLWithPath: restartCommand).deletingLastPathComponent().appending(path: "data").path
    }

    deinit {
        thaw()
        process.signal(SIGTERM)
    }

    /// Ends the server without a word to its clients, as a crash does, and starts it again.
    public func restart() throws {
        try ChildProcess.run([restartCommand])
    }

    /// Stops the server's processes where they are, as the suspension of its machine does: connections stay open, and
    /// nobody says anything. ``thaw()`` lets them go on.
    /// - Parameter connections: whether those that serve connections are stopped too, or only the one that takes new ones.
    public func freeze(connections: Bool = true) throws {
        let postmaster = try postmaster()
        kill(postmaster, SIGSTOP)
        guard connections else { return }
        for child in Self.children(of: postmaster) { kill(child, SIGSTOP) }
    }

    public func thaw() {
        guard let postmaster = try? postmaster() else { return }
        for process in Self.children(of: postmaster) + [postmaster] { kill(process, SIGCONT) }
    }

    private func postmaster() throws -> pid_t {
        let file = folder + "/postmaster.pid"
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        guard let pid = lines.first.flatMap({ pid_t($0) }) else { throw ProcessFailure(message: "\(file) has no pid") }
        return pid
    }

    private static func children(of parent: pid_t) -> [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { pid_t($0) }.filter { pid in
            // 1234 (name, which may have blanks) S PARENT …
            guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
            let afterName = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
            return afterName.count > 2 && pid_t(afterName[2]) == parent
        }
    }
}
