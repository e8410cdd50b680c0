/// Where a hook runs, and so what it may do. `totem_plugin.h`, section 3, says what each means.
public enum HookContext: String, Sendable {
    /// Reads only; at any time and any number of times.
    case pure
    /// In the transaction of what is happening.
    case tx
    /// In no transaction.
    case outside
    /// After the commit, in a transaction of its own.
    case after
}
