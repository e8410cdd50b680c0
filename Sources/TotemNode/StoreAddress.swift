import FoundationEssentials
public import TotemPostgres
import TotemStore

/// Where a store is, as `--store` and `TOTEM_STORE` name it.
public enum StoreAddress: Sendable, Hashable {
    /// `sqlite:PATH`
    case sqlite(path: String)
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`
    case postgres(PostgresAddress)

    /// What is used when nothing is named.
    public static let standard = StoreAddress.sqlite(path: "./data/store.db")

    /// - Throws: ``NodeError`` that says what to write instead. It never repeats a password.
    public init(_ text: String) throws(NodeError) {
        if text.hasPrefix("postgres:") || text.hasPrefix("postgresql:") {
            do {
                self = .postgres(try PostgresAddress(text))
                return
            } catch {
                throw NodeError((error as? StoreError)?.message ?? "\(error)")
            }
        }
        // What looks like an address with a password in it is not repeated.
        let isHarmless = !text.contains { "@=".contains($0) } && !text.contains("://")
        guard text.hasPrefix("sqlite:") else {
            throw NodeError(
                (isHarmless ? "'\(text)'" : "what is given")
                    + " is no store; write sqlite:PATH, such as sqlite:./data/store.db, or postgres://HOST/DATABASE"
            )
        }
        let path = String(text.dropFirst("sqlite:".count))
        guard !path.contains("://") else {
            throw NodeError(
                "the path of the SQLite store is an address; write sqlite:PATH, or postgres://HOST/DATABASE"
            )
        }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw NodeError("the store '\(text)' has no path; write sqlite:PATH, such as sqlite:./data/store.db")
        }
        guard !path.hasPrefix("~/") else {
            throw NodeError("'\(text)' has a ~ that no shell replaces by a folder there; write sqlite:$HOME/…")
        }
        guard !["-wal", "-shm", "-journal"].contains(where: path.hasSuffix) else {
            throw NodeError(
                "'\(text)' is what SQLite keeps beside a store, and takes for a part of it; name the store itself"
            )
        }
        self = .sqlite(path: path)
    }

    /// The folder on this machine that belongs to the store: the one it lies in. A store on a server has none of its own;
    /// what nodes need on each machine lies in one place there, wherever they are started.
    public var folder: String {
        switch self {
        case .sqlite(let path):
            guard let slash = path.lastIndex(of: "/") else { return "." }
            return slash == path.startIndex ? "/" : String(path[..<slash])
        case .postgres:
            return "/var/lib/totem"
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
