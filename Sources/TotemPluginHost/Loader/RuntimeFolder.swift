private import FoundationEssentials
private import Glibc
internal import TotemKernel

/// Where one process keeps the copies of plugins' libraries that it loads: a folder that only its user can enter.
///
/// It goes with the last reference. A process that is killed leaves its own behind, so whoever makes one removes those that no
/// process holds any more.
package final class RuntimeFolder: Sendable {
    package let path: String
    /// Locked while the folder is in use: the system gives the lock back with the process, however that ends.
    private let descriptor: Int32

    private static let prefix = "totem-plugins-"

    /// - Parameter parent: nil: the folder for temporary files.
    /// - Throws: ``PluginProblem`` when none can be made.
    package init(in parent: String? = nil) throws {
        let parent = parent ?? FileManager.default.temporaryDirectory.path
        Self.removeAbandoned(in: parent)
        (path, descriptor) = try Self.make(in: parent)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        close(descriptor)
    }

    private static func make(in parent: String) throws(PluginProblem) -> (String, Int32) {
        while true {
            var bytes = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
            guard let made = mkdtemp(&bytes), let path = String(validatingCString: made) else {
                throw PluginProblem(
                    "no folder could be made like \(parent)/\(prefix)XXXXXX; set TMPDIR to a folder that can be written"
                )
            }
            if let descriptor = try lock(path) { return (path, descriptor) }
        }
    }

    /// - Returns: nil when it is gone: until it is locked another process can take it for abandoned.
    private static func lock(_ path: String) throws(PluginProblem) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw PluginProblem("\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
        var info = stat()
        if fstat(descriptor, &info) == 0, info.st_nlink > 0 { return descriptor }
        close(descriptor)
        return nil
    }

    private static func removeAbandoned(in parent: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var info = stat()
            guard fstat(descriptor, &info) == 0, info.st_uid == geteuid() else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: path) }
        }
    }
}
