@testable import TotemStore

/// A connection that counts the statements that are asked of it.
final class CountingConnection: StoreConnection {
    private let connection: any StoreConnection
    private(set) var count = 0

    init(_ connection: any StoreConnection) {
        self.connection = connection
    }

    var engine: StoreEngine { connection.engine }

    func statement(for sql: SQL) throws -> any PreparedStatement {
        count += 1
        return try connection.statement(for: sql)
    }

    func insertion(for sql: SQL) throws -> any PreparedStatement {
        count += 1
        return try connection.insertion(for: sql)
    }

    func changeOfOneRow(_ sql: SQL) throws -> any PreparedStatement {
        count += 1
        return try connection.changeOfOneRow(sql)
    }

    func statement(for text: String, allowedBy policy: AccessPolicy) throws -> any PreparedStatement {
        count += 1
        return try connection.statement(for: text, allowedBy: policy)
    }

    func runScript(_ script: String, allowedBy policy: AccessPolicy?) throws {
        try connection.runScript(script, allowedBy: policy)
    }

    func revokeRights(of plugin: String, except policy: AccessPolicy?) throws {
        try connection.revokeRights(of: plugin, except: policy)
    }

    func lock(_ lock: @autoclosure () -> StoreLock) throws { try connection.lock(lock()) }
    func runPostponed() throws { try connection.runPostponed() }
    func forgetPostponed() { connection.forgetPostponed() }
    func savepoint(_ name: StaticString) throws { try connection.savepoint(name) }
    func release(_ name: StaticString) throws { try connection.release(name) }
    func rollback(to name: StaticString) throws { try connection.rollback(to: name) }
}

extension Store {
    /// How many statements `body` asks for, in a read.
    func statements<Value>(of body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Int {
        try await read { tx in
            let connection = CountingConnection(tx.open())
            let counted = Transaction(on: connection, isWritable: false)
            _ = try body(counted)
            _ = counted.finish()
            return connection.count
        }
    }
}
