/// How a store on a server is opened. The defaults suit a node of a shop; tests change them.
public struct PostgresOptions: Sendable {
    /// Connections at most, each with a thread of its own. They are opened when they are needed.
    public var connections: Int
    /// How long one statement may run, in milliseconds.
    public var statementTimeout: Int
    /// How long a statement waits for a row or a table that another transaction holds, in milliseconds.
    public var lockTimeout: Int
    /// How long a transaction may stay open without a statement, in milliseconds: a node that hangs holds no rows.
    public var idleTimeout: Int
    /// How long to wait for the server when a connection is opened, in seconds; libpq makes it at least 2.
    public var connectTimeout: Int
    /// How much longer than a statement may run its answer is waited for, in milliseconds. A server that says nothing for
    /// so long is frozen, or the network lost its answer: the connection is given up.
    public var patience: Int

    public init(
        connections: Int = 16,
        statementTimeout: Int = 30_000,
        lockTimeout: Int = 10_000,
        idleTimeout: Int = 60_000,
        connectTimeout: Int = 5,
        patience: Int = 5_000
    ) {
        precondition(connections > 0, "a store needs a connection")
        self.connections = connections
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.idleTimeout = idleTimeout
        self.connectTimeout = connectTimeout
        self.patience = patience
    }

    /// The longest time without a word from a server that works, in milliseconds. The wait for a row is part of the
    /// statement's time; statements that travel together share it, for nobody has use for an order that takes so long.
    var silenceLimit: Int { statementTimeout + patience }
}
