import FoundationEssentials

/// Where a store is, as `--store` and `TOTEM_STORE` name it.
public enum StoreAddress: Sendable, Hashable {
    /// `sqlite:PATH`
    case sqlite(path: String)

    /// What is used when nothing is named.
    public static let standard = StoreAddress.sqlite(path: "./data/store.db")

    /// - Throws: ``NodeError`` that says what to write instead.
    public init(_ text: String) throws(NodeError) {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            throw NodeError("PostgreSQL stores are not in this version; use --store sqlite:PATH")
        }
        guard text.hasPrefix("sqlite:") else {
            throw NodeError("'\(text)' is no store; write sqlite:PATH, such as sqlite:./data/store.db")
        }
        let path = String(text.dropFirst("sqlite:".count))
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw NodeError("the store '\(text)' has no path; write sqlite:PATH, such as sqlite:./data/store.db")
        }
        self = .sqlite(path: path)
    }

    /// The folder that the store lies in.
    public var folder: String {
        switch self {
        case .sqlite(let path):
            guard let slash = path.lastIndex(of: "/") else { return "." }
            return slash == path.startIndex ? "/" : String(path[..<slash])
        }
    }

    /// Whether another process has the store open, for one that has closed it: with the last connection SQLite takes
    /// the write-ahead log away.
    public var isOpenElsewhere: Bool {
        switch self {
        case .sqlite(let path): FileManager.default.fileExists(atPath: path + "-wal")
        }
    }
}

/// Why a node can't be put together: one line with the reason and the mend.
public struct NodeError: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
