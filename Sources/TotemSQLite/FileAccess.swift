internal import CSQLite

/// What a connection may do with the file.
enum FileAccess: Sendable {
    /// Read and write it, and make it.
    case full
    /// Read it beside other processes.
    case reading
    /// Read it while nobody else has it open: then nothing is needed beside it, and it may lie where nothing can be written.
    case frozen

    var flags: Int32 {
        switch self {
        case .full: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        case .reading: SQLITE_OPEN_READONLY
        case .frozen: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
        }
    }

    /// What SQLite is to open: a path, or a URI where only that can say it (sqlite.org/uri.html).
    func name(of path: String) -> String {
        guard self == .frozen else { return path }
        let escaped = path.utf8.map { byte in
            let isPlain = byte > 0x20 && byte < 0x7F && !"%?#".utf8.contains(byte)
            guard !isPlain else { return String(UnicodeScalar(byte)) }
            return (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
        }
        return "file:\(escaped.joined())?immutable=1"
    }
}
