internal import TotemKernel

/// The part of JSON Schema (2020-12) from which a form can be drawn. Keywords outside of that part are refused when the manifest
/// is read, never ignored.
enum JSONSchema {
    private static let keywords: Set<String> = [
        "type", "enum", "const", "minimum", "maximum", "minLength", "maxLength", "pattern", "required", "properties",
        "additionalProperties", "items", "default", "title", "description", "writeOnly",
    ]

    private static let types: Set<String> = ["object", "array", "string", "integer", "number", "boolean", "null"]

    /// What members mean that the schema does not name.
    enum UnknownMembers {
        /// They are wrong, for this reason, whatever the schema says.
        case refused(String)
        /// They are wrong where `additionalProperties` is false.
        case asSaid(String)

        fileprivate func objection(_ schema: JSONValue) -> String? {
            switch self {
            case .refused(let why): why
            case .asSaid(let why): schema["additionalProperties"] == .boolean(false) ? why : nil
            }
        }
    }

    static func check(_ schema: ManifestObject) throws {
        try schema.allow(keywords)
        if let type = schema.value("type"), !Self.isType(type) {
            throw schema.problem("type", "must be one or several of \(types.sorted().joined(separator: ", "))")
        }
        if let pattern = try schema.optionalString("pattern") {
            do { _ = try LinearPattern(pattern) } catch { throw schema.problem("pattern", "\(error)") }
        }
        _ = try schema.optionalStrings("required")
        _ = try schema.optionalBool("additionalProperties")
        for name in ["minLength", "maxLength"] { _ = try schema.optionalInteger(name) }
        for name in ["minimum", "maximum"] {
            guard let bound = schema.value(name) else { continue }
            guard bound.asNumber != nil else { throw schema.problem(name, "must be a number") }
        }
        if let choices = schema.value("enum") {
            guard case .array(let choices) = choices, !choices.isEmpty else {
                throw schema.problem("enum", "must be an array of values")
            }
        }
        try checkDefault(schema)
        if try schema.optionalBool("writeOnly") == true, schema.value("default") != nil {
            throw schema.problem("default", "makes no sense for a secret, which everybody could read here")
        }
        if let items = try schema.optionalObject("items") {
            guard !SecretSettings.hasSecrets(items.json) else {
                throw schema.problem("items", "holds a secret; put what is writeOnly among the properties of an object")
            }
            try check(items)
        }
        guard let properties = try schema.optionalObject("properties") else { return }
        for name in properties.names { try check(try properties.object(name)) }
    }

    /// A name of a type, or several: of what may also be null, for example.
    private static func isType(_ type: JSONValue) -> Bool {
        switch type {
        case .string(let name): types.contains(name)
        case .array(let names):
            !names.isEmpty
                && names.allSatisfy { if case .string(let name) = $0 { types.contains(name) } else { false } }
        default: false
        }
    }

    /// A default that its own schema refuses would keep every shop from switching the plugin on.
    private static func checkDefault(_ schema: ManifestObject) throws {
        guard let preset = schema.value("default") else { return }
        var fields: [KernelError.Field] = []
        validate(preset, schema.json, "default", unknown: .asSaid("is not known"), &fields)
        guard let field = fields.first else { return }
        throw schema.problem(field.field, field.message)
    }

    /// What is wrong with a value, and with what is in it.
    /// - Parameter path: of the value: `settings`; empty for one whose members stand by their names alone.
    static func validate(
        _ value: JSONValue,
        _ schema: JSONValue,
        _ path: String,
        unknown: UnknownMembers,
        _ fields: inout [KernelError.Field]
    ) {
        if let objection = objection(to: value, schema) {
            fields.append(KernelError.Field(path, objection))
            return
        }
        switch value {
        case .object(let members): validate(members, schema, path, unknown: unknown, &fields)
        case .array(let elements):
            guard let items = schema["items"] else { return }
            for (index, element) in elements.enumerated() {
                validate(element, items, "\(path)[\(index)]", unknown: unknown, &fields)
            }
        case .null, .boolean, .integer, .number, .string: break
        }
    }

    private static func validate(
        _ members: [String: JSONValue],
        _ schema: JSONValue,
        _ path: String,
        unknown: UnknownMembers,
        _ fields: inout [KernelError.Field]
    ) {
        let start = path.isEmpty ? "" : path + "."
        let properties: [String: JSONValue] =
            if case .object(let properties) = schema["properties"] { properties } else { [:] }
        if case .array(let required) = schema["required"] {
            for case .string(let name) in required where members[name] == nil {
                fields.append(KernelError.Field(start + name, "is missing"))
            }
        }
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            if let property = properties[name] {
                validate(member, property, start + name, unknown: unknown, &fields)
            } else if let objection = unknown.objection(schema) {
                fields.append(KernelError.Field(start + name, objection))
            }
        }
    }

    /// What is wrong with the value itself; nil when nothing is.
    private static func objection(to value: JSONValue, _ schema: JSONValue) -> String? {
        switch schema["type"] {
        case .string(let type) where !value.isA(type): return "must be \(word(for: type))"
        case .array(let types):
            let names = types.compactMap { if case .string(let name) = $0 { name } else { nil } }
            guard names.contains(where: value.isA) else {
                return "must be \(names.map(word(for:)).joined(separator: " or "))"
            }
        default: break
        }
        if case .array(let choices) = schema["enum"], !choices.contains(value) {
            return "must be one of \(choices.map { $0.text() }.joined(separator: ", "))"
        }
        if let constant = schema["const"], constant != value { return "must be \(constant.text())" }
        if let number = value.asNumber {
            if let minimum = schema["minimum"]?.asNumber, number < minimum {
                return "must be at least \(schema["minimum"]?.text() ?? "")"
            }
            if let maximum = schema["maximum"]?.asNumber, number > maximum {
                return "must be at most \(schema["maximum"]?.text() ?? "")"
            }
        }
        guard case .string(let text) = value else { return nil }
        return objection(to: text, schema)
    }

    /// The types by the names that people know.
    private static func word(for type: String) -> String {
        switch type {
        case "object": "an object"
        case "array": "an array"
        case "string": "a text"
        case "integer": "a whole number"
        case "number": "a number"
        case "boolean": "true or false"
        default: type
        }
    }

    private static func objection(to value: String, _ schema: JSONValue) -> String? {
        let count = Int64(value.unicodeScalars.count)
        if case .integer(let least) = schema["minLength"], count < least {
            return "must have at least \(least) characters"
        }
        if case .integer(let most) = schema["maxLength"], count > most { return "must have at most \(most) characters" }
        guard case .string(let text) = schema["pattern"], let pattern = try? LinearPattern(text) else { return nil }
        guard count <= LinearPattern.longestText else {
            return "must have at most \(LinearPattern.longestText) characters"
        }
        guard !pattern.matches(value) else { return nil }
        // What people have said of it says more to people.
        guard case .string(let description) = schema["description"] else { return "must match the pattern \(text)" }
        return "must match the pattern \(text): \(description)"
    }
}

extension JSONValue {
    fileprivate func isA(_ type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .boolean: type == "boolean"
        case .integer: type == "integer" || type == "number"
        case .number: type == "number"
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }

    fileprivate var asNumber: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .boolean, .string, .array, .object: nil
        }
    }
}
