import FoundationEssentials
import Glibc
import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("Crashes")
struct CrashTests {
    @Test("kill -9 in the middle of writes loses no acknowledged one and leaves a sound file")
    func killed() async throws {
        let folder = CrashSite.folder(ofParent: getpid())
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            try await CrashSite.writeUntilKilled(in: CrashSite.folder(ofParent: getppid()))
        }
        let text = try String(contentsOfFile: folder + "/acknowledged", encoding: .utf8)
        // The last line may be cut short by the kill.
        let acknowledged = Set(
            text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        )
        #expect(acknowledged.count > 50)
        let store = try SQLiteStore(path: folder + "/store.db", options: SQLiteOptions(readers: 1))
        let (written, verdict) = try await store.read { tx in
            (
                Set(try tx.query("SELECT name FROM t") { try $0.get(0, as: String.self) }),
                try tx.first("PRAGMA integrity_check") { try $0.get(0, as: String.self) }
            )
        }
        #expect(acknowledged.isSubset(of: written))
        #expect(verdict == "ok")
        await store.close()
    }
}

/// What the child process does.
enum CrashSite {
    static func folder(ofParent pid: pid_t) -> String {
        FileManager.default.temporaryDirectory.path + "/totem-crash-\(pid)"
    }

    static func writeUntilKilled(in folder: String) async throws {
        let store = try SQLiteStore(path: folder + "/store.db", options: SQLiteOptions(readers: 1, checkpointPages: 50))
        try await store.write { tx in try tx.runScript("CREATE TABLE t (name TEXT PRIMARY KEY) STRICT;") }
        let file = open(folder + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<16 {
                group.addTask {
                    for number in 0... {
                        let name = "\(writer)-\(number)"
                        try await store.write { tx in _ = try tx.execute("INSERT INTO t (name) VALUES ($1)", name) }
                        let line = name + "\n"
                        write(file, line, line.utf8.count)
                    }
                }
            }
            group.addTask {
                try await Task.sleep(for: .milliseconds(400))
                kill(getpid(), SIGKILL)
            }
            try await group.waitForAll()
        }
    }
}
