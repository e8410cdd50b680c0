import TotemKernel

/// Decodes a request's JSON strictly: a member that the type does not ask for is a mistake of the sender's, and is
/// named, rather than dropped.
struct BodyDecoder: Decoder {
    let value: JSONValue
    let codingPath: [any CodingKey]
    let members: AskedMembers
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// - Throws: `DecodingError` for a missing member or one of another type; ``KernelError`` naming every member
    ///   that nobody asked for.
    static func decode<Body: Decodable>(_ type: Body.Type, from value: JSONValue) throws -> Body {
        let members = AskedMembers()
        let body = try BodyDecoder(value: value, codingPath: [], members: members).unwrap(type)
        let unknown = members.neverAskedFor
        guard unknown.isEmpty else {
            throw KernelError.invalid(unknown.map { KernelError.Field($0, "is not known here") })
        }
        return body
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let object) = value else { throw mismatch("an object", [String: JSONValue].self) }
        members.visit(codingPath.fieldPath, object.keys)
        return KeyedDecodingContainer(ObjectContainer(decoder: self, object: object))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let array) = value else { throw mismatch("an array", [JSONValue].self) }
        return ArrayContainer(decoder: self, array: array)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ValueContainer(decoder: self) }

    func child(_ value: JSONValue, _ key: any CodingKey) -> BodyDecoder {
        BodyDecoder(value: value, codingPath: codingPath + [key], members: members)
    }

    func unwrap<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type == JSONValue.self, let value = value as? Value { return value }
        return try Value(from: self)
    }

    func boolean() throws -> Bool {
        guard case .boolean(let boolean) = value else { throw mismatch("true or false", Bool.self) }
        return boolean
    }

    func string() throws -> String {
        guard case .string(let string) = value else { throw mismatch("a string", String.self) }
        return string
    }

    func number() throws -> Double {
        switch value {
        case .number(let number): return number
        case .integer(let integer): return Double(integer)
        default: throw mismatch("a number", Double.self)
        }
    }

    func integer<Number: FixedWidthInteger>() throws -> Number {
        guard case .integer(let integer) = value else { throw mismatch("a whole number", Number.self) }
        guard let number = Number(exactly: integer) else {
            throw mismatch("from \(Number.min) to \(Number.max)", Number.self)
        }
        return number
    }

    private func mismatch(_ wanted: String, _ type: any Any.Type) -> DecodingError {
        .typeMismatch(
            type,
            DecodingError.Context(codingPath: codingPath, debugDescription: "must be \(wanted), not \(value.kind)")
        )
    }
}

/// Which members of which objects the types asked for, over one decoding.
final class AskedMembers {
    private var given: [String: Set<String>] = [:]
    private var asked: [String: Set<String>] = [:]

    func visit(_ path: String, _ names: some Sequence<String>) { given[path] = Set(names) }

    func ask(_ name: String, of path: String) { asked[path, default: []].insert(name) }

    /// The paths of the members that were given and never asked for, in order.
    var neverAskedFor: [String] {
        given.flatMap { path, names in
            names.subtracting(asked[path] ?? []).map { path.isEmpty ? $0 : "\(path).\($0)" }
        }.sorted()
    }
}

extension [any CodingKey] {
    /// `items[2].quantity`
    var fieldPath: String {
        reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }
}

extension JSONValue {
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
