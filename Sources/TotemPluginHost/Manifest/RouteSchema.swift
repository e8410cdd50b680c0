internal import TotemKernel

/// What a manifest says of a route: what its query and its body must be, which is checked before the plugin runs, and what it
/// answers, for those who read the shop's description.
public struct RouteSchema: Sendable {
    public let summary: String?
    /// Of an object whose members are the query's parameters.
    let query: JSONValue?
    let body: JSONValue?
    /// By status; nil: an answer without a body.
    let answers: [Int: JSONValue?]
    /// What the body may refer to: the manifest's `schemas`, by their names.
    let schemas: [String: JSONValue]
    private let references: [String: JSONValue]

    init(_ json: ManifestObject, schemas: [String: JSONValue] = [:]) throws {
        self.schemas = schemas
        references = Dictionary(uniqueKeysWithValues: schemas.map { (JSONSchema.reference(to: $0.key), $0.value) })
        try json.allow(["summary", "query", "body", "answers"])
        summary = try json.optionalString("summary")
        query = try Self.schema("query", json)
        body = try Self.schema("body", json, in: .body(schemas: Set(schemas.keys)))
        if let query = try json.optionalObject("query"), try query.optionalString("type") != "object" {
            throw query.problem("type", "must be \"object\": its properties are the parameters")
        }
        var answers: [Int: JSONValue?] = [:]
        if let given = try json.optionalObject("answers") {
            for name in given.names {
                guard let status = Int(name), (200...599).contains(status) else {
                    throw given.problem(name, "is no status from 200 to 599")
                }
                answers[status] = .some(given.value(name) == .null ? nil : try Self.schema(name, given))
            }
        }
        self.answers = answers
    }

    private static func schema(
        _ name: String,
        _ json: ManifestObject,
        in place: JSONSchema.Place = .form
    ) throws -> JSONValue? {
        guard let schema = try json.optionalObject(name) else { return nil }
        try JSONSchema.check(schema, in: place)
        return schema.json
    }

    /// - Throws: ``KernelError`` naming every parameter and every field of the body that is wrong.
    func check(_ request: PluginRequest) throws(KernelError) {
        var fields: [KernelError.Field] = []
        if let query {
            let values = request.query.map { name, text in
                (name, Self.value(of: text, query["properties"]?[name]?["type"]))
            }
            let given = JSONValue.object(Dictionary(values) { first, _ in first })
            JSONSchema.validate(given, query, "", unknown: .refused("is no parameter of this route"), &fields)
        }
        if let body {
            if let json = request.json {
                JSONSchema.validate(json, body, "", unknown: .asSaid("is not known here"), among: references, &fields)
            } else {
                fields.append(KernelError.Field("body", "must be JSON"))
            }
        }
        guard fields.isEmpty else {
            throw .invalid(fields.map { $0.field.isEmpty ? KernelError.Field("body", $0.message) : $0 })
        }
    }

    /// A text of the query as its parameter's type has it; as it is where it is none such.
    private static func value(of text: String, _ type: JSONValue?) -> JSONValue {
        switch type {
        case .string("integer"):
            let magnitude = text.hasPrefix("-") ? text.dropFirst() : text[...]
            guard Int64(canonical: magnitude) != nil, let number = Int64(text) else { return .string(text) }
            return .integer(number)
        case .string("number"):
            return Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
        case .string("boolean"):
            return text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : .string(text)
        default:
            return .string(text)
        }
    }
}

extension PluginManifest {
    /// What the manifest says of routes, by method and path: `GET /orders`.
    /// - Parameter schemas: what their bodies may refer to.
    static func routes(_ json: ManifestObject?, schemas: ManifestObject?) throws -> [String: RouteSchema] {
        var shared: [String: JSONValue] = [:]
        for name in schemas?.names ?? [] {
            guard name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == 0x5F }) else {
                throw PluginProblem("\(schemas?.path ?? ""): \(name) must be lower case letters and '_'")
            }
            guard let schema = try schemas?.object(name) else { continue }
            guard schema.value("$ref") == nil else {
                throw schema.problem(
                    "$ref",
                    "must stand among properties or items: a schema that is another one may have no end"
                )
            }
            try JSONSchema.check(schema, in: .shared(schemas: Set(schemas?.names ?? [])))
            shared[name] = schema.json
        }
        guard let json else { return [:] }
        var routes: [String: RouteSchema] = [:]
        for name in json.names {
            let parts = name.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 2, ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(parts[0]),
                RoutePattern(String(parts[1])) != nil
            else { throw json.problem(name, "is no route; one is written as \"GET /orders/{id}\"") }
            routes[name] = try RouteSchema(json.object(name), schemas: shared)
        }
        return routes
    }
}
