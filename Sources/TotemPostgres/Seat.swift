internal import TotemStore

/// A thread's place at the server: its connection, made when it is needed and again when it broke.
final class Seat {
    private let address: PostgresAddress
    private let options: PostgresOptions
    /// Those of all seats.
    let attempts: ConnectionAttempts
    private var connection: Connection?

    init(
        _ address: PostgresAddress,
        _ options: PostgresOptions,
        _ attempts: ConnectionAttempts,
        connection: Connection?
    ) {
        self.address = address
        self.options = options
        self.attempts = attempts
        self.connection = connection
    }

    /// Closes a connection that was lost. It may be alive at the server, which then ends its transaction: what that holds
    /// must not wait for the next job.
    func leaveLost() {
        if connection?.link.isLost == true { connection = nil }
    }

    /// A connection that was alive when it was last looked at.
    /// - Parameter arrival: how many attempts to connect had begun when the connection was first asked for.
    /// - Throws: ``StoreError`` `.unavailable` or `.cannotOpen`.
    func connected(since arrival: Int) throws -> Connection {
        if let connection {
            connection.link.checkIdle()
            if !connection.link.isLost { return connection }
        }
        connection = nil
        if let error = attempts.failure(after: arrival) { throw error }
        let made = try attempts.make { try Connection(address, options) }
        connection = made
        return made
    }
}
