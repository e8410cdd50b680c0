public import TotemKernel

/// Decodes a request's JSON strictly, and names all that is wrong with it at once: a missing member, one of another
/// type, and one that the type does not ask for, which is a mistake of the sender's.
///
/// A `Decodable` type gives up at its first bad member. So where one is bad this notes it and hands out something
/// empty instead, which nobody sees in the end, and the type goes on to its next member.
struct BodyDecoder: Decoder {
    /// No list of a request has more elements; what is made of a list may take fewer. One that is longer is refused before
    /// anything is made of it.
    static let mostElements = max(CartStore.largestLineCount, CatalogLimits.variants)

    let value: JSONValue
    let codingPath: [any CodingKey]
    let members: AskedMembers
    let problems: BodyProblems
    /// Whether it stands for something that is bad: it gives something empty of every type.
    private(set) var isSubstitute = false
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// - Throws: ``KernelError`` naming every member that is missing, of another type, or not known.
    static func decode<Body: Decodable>(_ type: Body.Type, from value: JSONValue) throws -> Body {
        try decode(type, from: value) { $0 }
    }

    /// The same with a look at the values, whose objections are named together with those of the types.
    /// - Parameter check: called with something empty in the place of each member that was bad.
    static func decode<Body: Decodable, Value>(
        _ type: Body.Type,
        from value: JSONValue,
        check: (Body) throws -> Value
    ) throws -> Value {
        let decoder = BodyDecoder(value: value, codingPath: [], members: AskedMembers(), problems: BodyProblems())
        let problems = decoder.problems
        let body: Body
        do {
            body = try decoder.unwrap(type)
        } catch let error as DecodingError {
            throw problems.error(with: [KernelError.Field(error)])
        }
        let unknown = decoder.members.neverAskedFor.map { KernelError.Field($0, "is not known here") }
        guard !problems.fields.isEmpty || !unknown.isEmpty else { return try check(body) }
        do {
            _ = try check(body)
        } catch let error as KernelError where !error.fields.isEmpty {
            throw problems.error(with: unknown + error.fields)
        }
        throw problems.error(with: unknown)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        if isSubstitute {
            return KeyedDecodingContainer(ObjectContainer(decoder: self, object: [:], asked: AskedMembers.Object()))
        }
        guard case .object(let object) = value else { throw mismatch("an object", [String: JSONValue].self) }
        let asked = members.visit(codingPath.fieldPath, object.keys)
        return KeyedDecodingContainer(ObjectContainer(decoder: self, object: object, asked: asked))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        if isSubstitute { return ArrayContainer(decoder: self, array: []) }
        guard case .array(let array) = value else { throw mismatch("an array", [JSONValue].self) }
        guard array.count <= Self.mostElements else {
            let objection = "must have at most \(Self.mostElements) elements, not \(array.count)"
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: codingPath, debugDescription: objection)
            )
        }
        return ArrayContainer(decoder: self, array: array)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ValueContainer(decoder: self) }

    func child(_ value: JSONValue, _ key: any CodingKey) -> BodyDecoder {
        BodyDecoder(value: value, codingPath: codingPath + [key], members: members, problems: problems)
    }

    /// What `decode` makes of the child at `key`; when that is missing or bad it is noted, and `decode` gets a
    /// substitute for it.
    /// - Throws: `DecodingError` when `decode` takes no substitute either.
    func read<Value>(
        _ key: any CodingKey,
        _ child: @autoclosure () throws -> BodyDecoder,
        _ decode: (BodyDecoder) throws -> Value
    ) throws -> Value {
        do {
            return try decode(child())
        } catch let error as DecodingError {
            guard !isSubstitute, let replaced = try? decode(substitute(key)) else { throw error }
            try problems.note(error)
            members.forget((codingPath + [key]).fieldPath)
            return replaced
        }
    }

    func substitute(_ key: any CodingKey) -> BodyDecoder {
        var substitute = child(.null, key)
        substitute.isSubstitute = true
        return substitute
    }

    func unwrap<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try Value(from: self)
    }

    func boolean() throws -> Bool {
        if isSubstitute { return false }
        guard case .boolean(let boolean) = value else { throw mismatch("true or false", Bool.self) }
        return boolean
    }

    func string() throws -> String {
        if isSubstitute { return "" }
        guard case .string(let string) = value else { throw mismatch("a string", String.self) }
        return string
    }

    func number() throws -> Double {
        if isSubstitute { return 0 }
        switch value {
        case .number(let number): return number
        case .integer(let integer): return Double(integer)
        default: throw mismatch("a number", Double.self)
        }
    }

    func integer<Number: FixedWidthInteger>() throws -> Number {
        if isSubstitute { return 0 }
        guard let integer = value.wholeNumber else { throw mismatch("a whole number", Number.self) }
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

extension String {
    /// Whether it is the path of `field` or of something in it.
    func isField(_ field: String) -> Bool {
        guard hasPrefix(field) else { return false }
        return utf8.count == field.utf8.count || hasPrefix(field + ".") || hasPrefix(field + "[")
    }
}

/// A member of any shape is what was sent.
extension JSONValue: Decodable {
    public init(from decoder: any Decoder) throws {
        guard let body = decoder as? BodyDecoder else {
            preconditionFailure("JSON of any shape is decoded of what JSONParser has read, and of nothing else")
        }
        self = body.value
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
