/// Members of an object. One that is null is as good as missing; one of another type throws a ``JSONError`` that names it, whether
/// it is needed or not.
extension JSONValue {
    public func text(_ name: String) throws(JSONError) -> String { try needed(optionalText(name), name) }

    public func optionalText(_ name: String) throws(JSONError) -> String? {
        guard let value = try optionalMember(name) else { return nil }
        guard case .string(let text) = value else { throw value.isNot("a text", name) }
        return text
    }

    /// A whole number.
    public func integer(_ name: String) throws(JSONError) -> Int64 { try needed(optionalInteger(name), name) }

    public func optionalInteger(_ name: String) throws(JSONError) -> Int64? {
        guard let value = try optionalMember(name) else { return nil }
        guard let integer = value.wholeNumber else { throw value.isNot("a whole number", name) }
        return integer
    }

    public func bool(_ name: String) throws(JSONError) -> Bool { try needed(optionalBool(name), name) }

    public func optionalBool(_ name: String) throws(JSONError) -> Bool? {
        guard let value = try optionalMember(name) else { return nil }
        guard case .boolean(let bool) = value else { throw value.isNot("true or false", name) }
        return bool
    }

    /// A value of any type.
    public func member(_ name: String) throws(JSONError) -> JSONValue { try needed(optionalMember(name), name) }

    public func optionalMember(_ name: String) throws(JSONError) -> JSONValue? {
        guard case .object(let members) = self else { throw JSONError("it must be an object, not \(kind)") }
        guard let value = members[name], value != .null else { return nil }
        return value
    }

    /// `1999.0` and `2e3` are whole numbers too, as JSON Schema has it, as far as a fraction would be seen.
    public var wholeNumber: Int64? {
        switch self {
        case .integer(let integer): integer
        case .number(let number) where number.magnitude < 0x1p53: Int64(exactly: number)
        default: nil
        }
    }

    private func needed<Value>(_ value: Value?, _ name: String) throws(JSONError) -> Value {
        guard let value else { throw JSONError("'\(name)' is missing") }
        return value
    }

    private func isNot(_ expected: String, _ name: String) -> JSONError {
        JSONError("'\(name)' must be \(expected), not \(kind)")
    }
}

/// Elements of an array.
extension JSONValue {
    public func elements() throws(JSONError) -> [JSONValue] {
        guard case .array(let elements) = self else { throw JSONError("it must be a list, not \(kind)") }
        return elements
    }

    /// All of them texts.
    public func texts() throws(JSONError) -> [String] {
        var texts: [String] = []
        for (place, element) in try elements().enumerated() {
            guard case .string(let text) = element else { throw element.isNot("a text", "[\(place)]") }
            texts.append(text)
        }
        return texts
    }

    /// All of them whole numbers.
    public func integers() throws(JSONError) -> [Int64] {
        var integers: [Int64] = []
        for (place, element) in try elements().enumerated() {
            guard let integer = element.wholeNumber else { throw element.isNot("a whole number", "[\(place)]") }
            integers.append(integer)
        }
        return integers
    }
}
