internal import TotemStore

/// Databases of a server, which are made and dropped outside of any transaction.
package enum PostgresDatabase {
    /// Makes a database.
    /// - Parameters:
    ///   - server: any other database of the server.
    ///   - template: a database that nobody is connected to, of which it becomes a copy.
    package static func create(_ name: String, at server: PostgresAddress, from template: String = "template0") throws {
        try run(
            "CREATE DATABASE \(Connection.quoted(name)) TEMPLATE \(Connection.quoted(template)) ENCODING 'UTF8'",
            at: server
        )
    }

    /// Drops a database, and breaks the connections to it.
    package static func drop(_ name: String, at server: PostgresAddress) throws {
        try run("DROP DATABASE IF EXISTS \(Connection.quoted(name)) WITH (FORCE)", at: server)
    }

    /// Runs one statement, in no transaction of its own making.
    package static func run(_ sql: String, at server: PostgresAddress) throws {
        let connection = try Connection(server, PostgresOptions(connections: 1, statementTimeout: 120_000))
        do {
            _ = try connection.link.run([.run(sql)])
        } catch {
            switch error {
            case .refused(let server): throw server.storeError(sql: sql)
            case .lost(let why): throw StoreError.unavailable(server, why)
            }
        }
    }
}
