import FoundationEssentials

/// The engine that the tests run on, as `TOTEM_TEST_STORE` names it.
public enum TestEngine: String, Sendable {
    case sqlite
    case postgres

    /// SQLite when nobody says otherwise.
    public static let current: TestEngine = {
        guard let name = ProcessInfo.processInfo.environment["TOTEM_TEST_STORE"] else { return .sqlite }
        guard let engine = TestEngine(rawValue: name) else {
            preconditionFailure("TOTEM_TEST_STORE is '\(name)'; write sqlite or postgres")
        }
        return engine
    }()
}
