/// One message to the server. Several travel together and are answered together.
enum Command {
    /// A statement of this module's own, without parameters.
    case run(String)
    /// Compiles `sql` under a name. The server finds out the types of those parameters that none is given for.
    case prepare(name: String, sql: String, types: [TypeID?] = [])
    /// Asks what a prepared statement takes and gives.
    case describe(name: String)
    /// Runs a prepared statement.
    /// - Parameter isBounded: whether of its rows no more are kept than a plugin may read.
    case execute(name: String, Parameters, isBounded: Bool = false)

    /// The text of a control command.
    var text: String? {
        if case .run(let text) = self { return text }
        return nil
    }
}
