internal import TotemKernel

/// What is wrong with a value, by its schema.
extension JSONSchema {
    /// What is wrong with a value, and with what is in it.
    /// - Parameters:
    ///   - path: of the value: `settings`; empty for one whose members stand by their names alone.
    ///   - schemas: those of the manifest, by how they are referred to.
    static func validate(
        _ value: JSONValue,
        _ schema: JSONValue,
        _ path: String,
        unknown: UnknownMembers,
        among schemas: [String: JSONValue] = [:],
        _ fields: inout [KernelError.Field]
    ) {
        if case .string(let reference) = schema["$ref"], let schema = schemas[reference] {
            return validate(value, schema, path, unknown: unknown, among: schemas, &fields)
        }
        if schema["checkedBy"] == .string("plugin") { return }
        // Of thousands of bad members not each is told of, and a look for each's nearest name costs something.
        guard fields.count <= KernelError.mostFields else { return }
        if let objection = objection(to: value, schema) {
            fields.append(KernelError.Field(path, objection))
            return
        }
        let before = fields.count
        switch value {
        case .object(let members): validate(members, schema, path, unknown: unknown, among: schemas, &fields)
        case .array(let elements):
            let items = schema["items"] ?? .object([:])
            for (index, element) in elements.enumerated() {
                validate(element, items, "\(path)[\(index)]", unknown: unknown, among: schemas, &fields)
            }
        case .null, .boolean, .integer, .number, .string: break
        }
        // What goes together is looked at once each part of it is as it should be.
        guard fields.count == before, case .array(let choices) = schema["anyOf"],
            let choice = unfulfilledChoice(of: value, among: choices, schemas)
        else { return }
        validate(value, choice, path, unknown: unknown, among: schemas, &fields)
    }

    private static func validate(
        _ members: [String: JSONValue],
        _ schema: JSONValue,
        _ path: String,
        unknown: UnknownMembers,
        among schemas: [String: JSONValue],
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
        for (name, member) in members.sorted(by: { $0.key < $1.key }) where fields.count <= KernelError.mostFields {
            if let property = properties[name] {
                validate(member, property, start + name, unknown: unknown, among: schemas, &fields)
            } else if let objection = unknown.objection(schema) {
                let nearest = Nearest.name(to: name, among: properties.keys.sorted())
                let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
                fields.append(KernelError.Field(start + name, objection + hint))
            }
        }
    }

    /// Nil when a value fits one of several schemas; else the one that was meant, to say what is wrong by that: one whose `enum`
    /// and `const` it has, or the last.
    private static func unfulfilledChoice(
        of value: JSONValue,
        among choices: [JSONValue],
        _ schemas: [String: JSONValue]
    ) -> JSONValue? {
        let fits = choices.contains { choice in
            var objections: [KernelError.Field] = []
            validate(value, choice, "", unknown: .asSaid(""), among: schemas, &objections)
            return objections.isEmpty
        }
        return fits ? nil : choices.first { isMeant(value, by: $0) } ?? choices.last
    }

    private static func isMeant(_ value: JSONValue, by choice: JSONValue) -> Bool {
        guard case .object(let properties) = choice["properties"] else { return false }
        let kinds = properties.filter { $0.value["enum"] != nil || $0.value["const"] != nil }
        return !kinds.isEmpty
            && kinds.allSatisfy { name, kind in value[name].map { objection(to: $0, kind) == nil } ?? true }
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
        switch value {
        case .string(let text): return objection(to: text, schema)
        case .array(let elements): return objection(to: elements, schema)
        case .object(let members): return objection(to: members, schema)
        case .null, .boolean, .integer, .number: return nil
        }
    }

    private static func objection(to elements: [JSONValue], _ schema: JSONValue) -> String? {
        if case .integer(let least) = schema["minItems"], elements.count < least {
            return "must have at least \(least) elements"
        }
        if case .integer(let most) = schema["maxItems"], elements.count > most {
            return "must have at most \(most) elements, not \(elements.count)"
        }
        guard schema["uniqueItems"] == .boolean(true), Set(elements).count < elements.count else { return nil }
        return "must have each element once"
    }

    private static func objection(to members: [String: JSONValue], _ schema: JSONValue) -> String? {
        let words: String
        if case .integer(let least) = schema["minProperties"], members.count < least {
            words = "must have at least \(least) members"
        } else if case .integer(let most) = schema["maxProperties"], members.count > most {
            words = "must have at most \(most) members, not \(members.count)"
        } else {
            return nil
        }
        guard case .string(let description) = schema["description"] else { return words }
        return "\(words): \(description)"
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
        if case .string(let name) = schema["format"], let format = TextFormat(rawValue: name),
            let objection = format.objection(to: value, lengths(schema))
        {
            return objection
        }
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

extension JSONSchema {
    /// How many Unicode scalars a text may have.
    static func lengths(_ schema: JSONValue) -> ClosedRange<Int> {
        let least = schema["minLength"]?.wholeNumber.map { Int($0) } ?? 0
        let most = schema["maxLength"]?.wholeNumber.map { Int($0) } ?? Int.max
        return least...max(least, most)
    }
}

extension JSONValue {
    fileprivate func isA(_ type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .boolean: type == "boolean"
        case .integer: type == "integer" || type == "number"
        case .number: type == "number" || type == "integer" && wholeNumber != nil
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }

    var asNumber: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .boolean, .string, .array, .object: nil
        }
    }
}
