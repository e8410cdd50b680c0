import FoundationEssentials
import TotemPostgres

/// A PostgreSQL server, and the databases that were made in it.
final class BenchServer {
    private let url: String
    private let prefix = "totem_bench_" + UUID().uuidString.prefix(8).lowercased() + "_"
    private var names: [String] = []

    /// - Parameter url: of any database of the server, as a user who may make others.
    init(_ url: String) {
        self.url = url
    }

    func makeDatabase(_ name: String) throws {
        try PostgresDatabase.create(prefix + name, at: PostgresAddress(url))
        names.append(name)
    }

    /// The same with another database's name, which libpq takes from the last option.
    func url(of name: String) -> String {
        url + (url.contains("?") ? "&" : "?") + "dbname=\(prefix + name)"
    }

    func dropDatabases() {
        guard let server = try? PostgresAddress(url) else { return }
        for name in names { try? PostgresDatabase.drop(prefix + name, at: server) }
    }
}
