import FoundationEssentials
import Glibc
import Synchronization

/// A new folder among the system's temporary files, gone when nobody holds it any more.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() throws {
        path = try Self.make()
    }

    deinit {
        Self.remove(path)
    }

    /// A folder that the caller removes.
    public static func make() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/totem-" + UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Removes a folder when the process ends.
    static func removeAtExit(_ folder: String) {
        leftOver.withLock { $0.append(folder) }
        _ = exitHandler
    }

    private static let leftOver = Mutex<[String]>([])
    private static let exitHandler = atexit {
        for folder in TemporaryFolder.leftOver.withLock({ $0 }) { TemporaryFolder.remove(folder) }
    }

    public static func remove(_ folder: String) {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
