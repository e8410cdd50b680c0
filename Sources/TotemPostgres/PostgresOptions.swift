public import TotemStore

/// How a store on a server is opened. The defaults suit a node of a shop; tests change them.
public struct PostgresOptions: Sendable {
    /// Connections that write at most, each with a thread of its own. They are opened when they are needed.
    public var connections: Int
    /// The same of those that only read.
    public var readers: Int
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
    /// Of those who write, and of those who read.
    public var waiting: WaitingLimits

    public init(
        connections: Int = 16,
        readers: Int = 8,
        statementTimeout: Int = 30_000,
        lockTimeout: Int = 10_000,
        idleTimeout: Int = 60_000,
        connectTimeout: Int = 5,
        patience: Int = 5_000,
        waiting: WaitingLimits = WaitingLimits()
    ) {
        precondition(connections > 0 && readers > 0, "a store needs a connection to write and one to read")
        self.connections = connections
        self.readers = readers
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.idleTimeout = idleTimeout
        self.connectTimeout = connectTimeout
        self.patience = patience
        self.waiting = waiting
    }

    /// The longest time without a word from a server that works, in milliseconds. The wait for a row is part of the
    /// statement's time; statements that travel together share it, for nobody has use for an order that takes so long.
    var silenceLimit: Int { statementTimeout + patience }
}
