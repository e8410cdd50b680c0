import FoundationEssentials
import TotemPostgres

/// A PostgreSQL server, and the databases that were made in it.
final class BenchServer {
    private let address: PostgresAddress
    private let prefix = "totem_bench_" + UUID().uuidString.prefix(8).lowercased() + "_"
    private let url: String
    private var names: [String] = []

    /// - Parameter url: of any database of the server, as a user who may make others.
    init(_ url: String) throws {
        self.url = url
        address = try PostgresAddress(url)
    }

    func makeDatabase(_ name: String) throws {
        try PostgresDatabase.create(prefix + name, at: address)
        names.append(name)
    }

    func address(of name: String) throws -> PostgresAddress { address.database(prefix + name) }

    /// What the C program connects to: the same with another database's name, which libpq takes from the last option.
    func url(of name: String) -> String {
        url + (url.contains("?") ? "&" : "?") + "dbname=\(prefix + name)"
    }

    func dropDatabases() {
        for name in names { try? PostgresDatabase.drop(prefix + name, at: address) }
    }
}
