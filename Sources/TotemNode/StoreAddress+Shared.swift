import Glibc

extension StoreAddress {
    /// Whether another process has the SQLite store open now, and so waits for the lock that a write holds. Those who use a
    /// server's store do not wait for one another.
    public var isUsedByOthers: Bool {
        guard case .sqlite(let path) = self else { return false }
        var status = stat()
        // Every connection holds a shared lock on this file for as long as it is open.
        guard stat(path + "-shm", &status) == 0, let locks = Self.locks() else { return false }
        return locks.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "POSIX"), words.indices.contains(place + 4) else { return false }
            return words[place + 4].hasSuffix(":\(status.st_ino)") && Int32(words[place + 3]) != getpid()
        }
    }

    /// The locks that processes hold on files, a line for each: kind, its holder, the file's device and number.
    private static func locks() -> String? {
        let descriptor = open("/proc/locks", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += chunk[..<count]
        }
    }
}
