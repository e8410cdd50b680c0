/// The databases that a store can be in.
public enum StoreEngine: String, Sendable, CaseIterable {
    case sqlite
    case postgres

    /// As people write it.
    public var title: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgres: "PostgreSQL"
        }
    }
}
