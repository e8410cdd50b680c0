/// A member of a `PATCH` body: not given, or given with a value, or given as `null` to take the value away.
///
/// A `Decodable` body declares `let description: Change<String>`; the member may be missing.
package enum Change<Value: Sendable>: Sendable {
    case unchanged
    case set(Value?)

    /// What it is afterwards, when it was `old`.
    package func applied(to old: Value?) -> Value? {
        switch self {
        case .unchanged: old
        case .set(let value): value
        }
    }
}

extension Change: Decodable where Value: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = .set(container.decodeNil() ? nil : try container.decode(Value.self))
    }
}

extension KeyedDecodingContainer {
    /// Lets a missing member be `.unchanged`.
    package func decode<Value: Decodable>(_ type: Change<Value>.Type, forKey key: Key) throws -> Change<Value> {
        guard contains(key) else { return .unchanged }
        return try decodeGiven(type, forKey: key)
    }

    /// Where the type is any at all, `decode` is the container's own.
    private func decodeGiven<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decode(type, forKey: key)
    }
}
