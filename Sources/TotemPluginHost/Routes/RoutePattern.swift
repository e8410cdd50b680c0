/// A path that a plugin registered: segments, those in braces take any one segment.
struct RoutePattern: Sendable {
    private enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    let text: String
    private let segments: [Segment]

    /// Nil when the text does not begin with '/', or a segment is empty or has a stray brace.
    init?(_ text: String) {
        guard text.hasPrefix("/"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        var segments: [Segment] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: text == "/") {
            let isParameter = part.hasPrefix("{") && part.hasSuffix("}")
            let name = isParameter ? part.dropFirst().dropLast() : part
            guard !name.isEmpty, !name.contains("{"), !name.contains("}") else { return nil }
            segments.append(isParameter ? .parameter(String(name)) : .literal(String(name)))
        }
        self.text = text
        self.segments = segments
    }

    /// The values of the parameters; nil when the path is another.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, part) in zip(segments, path) {
            switch segment {
            case .literal(let literal): guard literal == part else { return nil }
            case .parameter(let name): parameters[name] = part
            }
        }
        return parameters
    }

    /// How many segments are literals: of two patterns that match, the one with more of them is meant.
    var literalCount: Int {
        segments.count { if case .literal = $0 { true } else { false } }
    }

    /// Whether both match the same paths.
    func collides(with other: RoutePattern) -> Bool {
        guard segments.count == other.segments.count else { return false }
        return zip(segments, other.segments).allSatisfy { one, two in
            switch (one, two) {
            case (.parameter, .parameter): true
            case (.literal(let a), .literal(let b)): a == b
            case (.parameter, .literal), (.literal, .parameter): false
            }
        }
    }
}
