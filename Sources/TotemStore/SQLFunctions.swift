/// Functions that a plugin's statements may call beside the engine's own, while they are lent to its transaction. Their names
/// begin with `totem_`.
///
/// An engine that runs in this process calls them; one that is a server knows none of them.
public protocol SQLFunctions: AnyObject {
    func hasFunction(_ name: String) -> Bool

    /// - Throws: what the statement fails with.
    func callFunction(_ name: String, _ arguments: [SQLValue]) throws -> SQLValue
}
