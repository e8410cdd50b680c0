import FoundationEssentials
import Glibc

/// A folder that nobody else can enter, which goes with its owner.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        let pattern = FileManager.default.temporaryDirectory.path + "/totem-XXXXXX"
        var bytes = Array(pattern.utf8CString)
        guard let made = mkdtemp(&bytes), let path = String(validatingCString: made) else {
            throw Failure("no folder could be made like \(pattern); set TMPDIR to a folder that can be written")
        }
        self.path = path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
