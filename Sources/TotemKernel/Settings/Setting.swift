/// One setting of the store.
public struct Setting: Sendable, Hashable {
    public let key: String
    public let value: String
    /// Raised by every change; 0 while the setting has never been written.
    public let version: Int64
    /// Nil while the setting has its default.
    public let updatedAt: Timestamp?
}
