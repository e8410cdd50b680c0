internal import TotemKernel

/// The part of JSON Schema (2020-12) from which a form can be drawn. Keywords outside of that part are refused when the manifest
/// is read, never ignored.
enum JSONSchema {
    private static let keywords: Set<String> = [
        "type", "enum", "const", "minimum", "maximum", "minLength", "maxLength", "pattern", "format", "required",
        "properties", "additionalProperties", "items", "minItems", "maxItems", "uniqueItems", "minProperties",
        "maxProperties", "default", "title", "description", "writeOnly",
    ]

    /// Where a schema stands.
    enum Place {
        /// A form is drawn from it.
        case form
        /// The body of a route, which may say more.
        /// - Parameter schemas: the names that it may refer to.
        case body(schemas: Set<String>)
        /// One of those that bodies refer to, which may refer to itself: without choices, which would be tried at every level
        /// of a body that is nested for that.
        case shared(schemas: Set<String>)

        fileprivate var keywords: Set<String> {
            switch self {
            case .form: JSONSchema.keywords
            case .body: JSONSchema.keywords.union(["anyOf", "$ref", "checkedBy"])
            case .shared: JSONSchema.keywords.union(["$ref", "checkedBy"])
            }
        }

        fileprivate func knows(_ reference: String) -> Bool {
            switch self {
            case .form: false
            case .body(let schemas), .shared(let schemas):
                schemas.contains { reference == JSONSchema.reference(to: $0) }
            }
        }
    }

    /// How one of the manifest's `schemas` is referred to.
    static func reference(to name: String) -> String { "#/schemas/\(name)" }

    private static let types: Set<String> = ["object", "array", "string", "integer", "number", "boolean", "null"]

    /// What members mean that the schema does not name.
    enum UnknownMembers {
        /// They are wrong, for this reason, whatever the schema says.
        case refused(String)
        /// They are wrong where `additionalProperties` is false.
        case asSaid(String)

        func objection(_ schema: JSONValue) -> String? {
            switch self {
            case .refused(let why): why
            case .asSaid(let why): schema["additionalProperties"] == .boolean(false) ? why : nil
            }
        }
    }

    static func check(_ schema: ManifestObject, in place: Place = .form) throws {
        try schema.allow(place.keywords)
        if let reference = try schema.optionalString("$ref"), !place.knows(reference) {
            throw schema.problem("$ref", "must be one of the manifest's schemas, such as #/schemas/address")
        }
        if let checker = try schema.optionalString("checkedBy"), checker != "plugin" {
            throw schema.problem("checkedBy", "must be plugin, or left out where the shop checks")
        }
        if let type = schema.value("type"), !Self.isType(type) {
            throw schema.problem("type", "must be one or several of \(types.sorted().joined(separator: ", "))")
        }
        if let pattern = try schema.optionalString("pattern") {
            do { _ = try LinearPattern(pattern) } catch { throw schema.problem("pattern", "\(error)") }
        }
        _ = try schema.optionalStrings("required")
        if let format = try schema.optionalString("format"), TextFormat(rawValue: format) == nil {
            let known = TextFormat.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw schema.problem("format", "must be one of \(known)")
        }
        for name in ["additionalProperties", "uniqueItems"] { _ = try schema.optionalBool(name) }
        for name in ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"] {
            _ = try schema.optionalInteger(name)
        }
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
            try check(items, in: place)
        }
        for choice in try schema.optionalObjects("anyOf") { try check(choice, in: place) }
        guard let properties = try schema.optionalObject("properties") else { return }
        for name in properties.names { try check(try properties.object(name), in: place) }
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
}
