public import TotemStore

/// Versions that a plugin can work with: comparisons that must all hold.
public struct VersionRange: Sendable, CustomStringConvertible {
    private enum Comparison: String, CaseIterable {
        // Longer ones first: ">=1" begins with ">" too.
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
        case exactly = "="

        func holds(_ version: SemanticVersion, _ bound: SemanticVersion) -> Bool {
            switch self {
            case .atLeast: version >= bound
            case .atMost: version <= bound
            case .above: version > bound
            case .below: version < bound
            case .exactly: version == bound
            }
        }
    }

    private let bounds: [(comparison: Comparison, version: SemanticVersion)]
    public let description: String

    static let any = VersionRange(bounds: [], description: "*")

    /// Reads `>=1.2.0 <2.0.0`, `^1.2.0` (at least this, same first number), `~1.2.0` (at least this, same first two),
    /// `1.2.0` or `*`. Nil for anything else.
    public init?(_ text: String) {
        var bounds: [(Comparison, SemanticVersion)] = []
        let parts = text.split(separator: " ")
        guard !parts.isEmpty else { return nil }
        for part in parts where part != "*" {
            guard let read = Self.read(part) else { return nil }
            bounds += read
        }
        self.init(bounds: bounds, description: text)
    }

    public func contains(_ version: SemanticVersion) -> Bool {
        bounds.allSatisfy { $0.comparison.holds(version, $0.version) }
    }

    private init(bounds: [(Comparison, SemanticVersion)], description: String) {
        self.bounds = bounds
        self.description = description
    }

    private static func read(_ part: Substring) -> [(Comparison, SemanticVersion)]? {
        if part.hasPrefix("^") || part.hasPrefix("~") {
            guard let version = SemanticVersion(part.dropFirst()) else { return nil }
            let next =
                part.hasPrefix("^")
                ? SemanticVersion(version.major + 1, 0, 0) : SemanticVersion(version.major, version.minor + 1, 0)
            return [(.atLeast, version), (.below, next)]
        }
        let comparison = Comparison.allCases.first { part.hasPrefix($0.rawValue) }
        let number = part.dropFirst(comparison?.rawValue.count ?? 0)
        return SemanticVersion(number).map { [(comparison ?? .exactly, $0)] }
    }
}
