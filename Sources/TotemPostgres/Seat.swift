internal import TotemStore

/// A thread's place at the server: its connection, made when it is needed and again when it broke.
final class Seat {
    private let address: PostgresAddress
    private let options: PostgresOptions
    private let changes: ChangeCount
    private var connection: Connection?

    init(_ address: PostgresAddress, _ options: PostgresOptions, _ changes: ChangeCount, connection: Connection?) {
        self.changes = changes
        self.address = address
        self.options = options
        self.connection = connection
    }

    /// A connection that was alive when it was last looked at.
    /// - Throws: ``StoreError`` `.unavailable` or `.cannotOpen`.
    func connected() throws -> Connection {
        if let connection {
            connection.link.checkIdle()
            if !connection.link.isLost { return connection }
        }
        // It is closed before the next one is opened: what its transaction holds must not wait for that.
        connection = nil
        let made = try Connection(address, options, changes: changes)
        connection = made
        return made
    }
}
