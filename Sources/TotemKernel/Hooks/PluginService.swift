/// A function that a plugin of the request offers, for those who ask from outside.
public protocol PluginService: Sendable {
    /// Whom it lets in; nil: everybody.
    var role: Role? { get }

    /// Its arguments, read from texts as a command line has them.
    /// - Throws: ``KernelError`` that names every argument that is of another type, and how many there must be.
    func arguments(from texts: [String]) throws -> [JSONValue]

    /// Runs it on the call's transaction.
    /// - Returns: its result; null when it has none.
    /// - Throws: ``KernelError``: arguments that are not as its signature says, the plugin's veto, or its failure.
    func call(_ arguments: [JSONValue], in call: HookCall) throws -> JSONValue
}
