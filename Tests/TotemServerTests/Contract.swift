import Testing
import TotemKernel
import TotemTesting

/// What `/openapi.json` promises, held against what the server answers.
struct Contract {
    let document: JSONValue

    init(of client: TestClient) async throws {
        document = try await client.get("/openapi.json").json
    }

    /// `GET /v1/products/{product}`, as the document has them.
    var operations: Set<String> {
        guard case .object(let paths) = document["paths"] else { return [] }
        return Set(
            paths.flatMap { path, methods -> [String] in
                guard case .object(let methods) = methods else { return [] }
                return methods.keys.map { "\($0.uppercased()) \(path)" }
            }
        )
    }

    /// Sends a request and expects the answer that is promised for it.
    /// - Parameters:
    ///   - name: of the operation.
    ///   - path: where the parameters of the operation's path have values.
    @discardableResult
    func send(
        _ name: String,
        _ path: String? = nil,
        _ body: JSONValue? = nil,
        as client: TestClient,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TestResponse {
        let parts = name.split(separator: " ").map(String.init)
        let operation = document["paths"]?[parts[1]]?[parts[0].lowercased()]
        if let schema = operation?["requestBody"]?["content"]?["application/json"]?["schema"], let body {
            #expect(objections(to: body, schema, "body") == [], "\(name)", sourceLocation: sourceLocation)
        }
        let answer = try await client.send(parts[0], path ?? parts[1], body)
        let answers = operation?["responses"]
        let promised = answers?[String(answer.status)] ?? (answer.status >= 400 ? answers?["default"] : nil)
        #expect(promised != nil, "\(name): \(answer.status) \(answer.json)", sourceLocation: sourceLocation)
        let media = answer.headers["content-type"]
        guard let schema = media.flatMap({ promised?["content"]?[$0]?["schema"] }) else {
            #expect(answer.body.isEmpty && promised?["content"] == nil, "\(name)", sourceLocation: sourceLocation)
            return answer
        }
        #expect(objections(to: answer.json, schema, "answer") == [], "\(name)", sourceLocation: sourceLocation)
        return answer
    }

    /// References that lead nowhere.
    func danglingReferences(in json: JSONValue) -> [String] {
        switch json {
        case .object(let members):
            let own = members["$ref"]?.text.map { resolve($0) == nil ? [$0] : [] } ?? []
            return own + members.values.flatMap { danglingReferences(in: $0) }
        case .array(let elements): return elements.flatMap { danglingReferences(in: $0) }
        case .null, .boolean, .integer, .number, .string: return []
        }
    }

    private func resolve(_ reference: String) -> JSONValue? {
        document["components"]?["schemas"]?[reference.split(separator: "/").last.map(String.init) ?? ""]
    }

    /// How a value is not what its schema says; a member that the schema does not name is one too.
    private func objections(to value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        if let reference = schema["$ref"]?.text {
            return resolve(reference).map { objections(to: value, $0, path) } ?? ["\(path): \(reference) is missing"]
        }
        if let choices = schema["anyOf"]?.elements {
            let tried = choices.map { objections(to: value, $0, path) }
            return tried.contains([]) ? [] : tried.first ?? []
        }
        if let allowed = schema["enum"]?.elements, !allowed.contains(value) { return ["\(path): \(value)"] }
        switch (schema["type"]?.text, value) {
        case (nil, _), ("string", .string), ("integer", .integer), ("number", .integer), ("number", .number),
            ("boolean", .boolean), ("null", .null):
            return []
        case ("array", .array(let elements)):
            return elements.enumerated().flatMap { index, element in
                objections(to: element, schema["items"] ?? .object([:]), "\(path)[\(index)]")
            }
        case ("object", .object(let members)): return objections(to: members, schema, path)
        default: return ["\(path): \(value) is no \(schema["type"]?.text ?? "")"]
        }
    }

    private func objections(to members: [String: JSONValue], _ schema: JSONValue, _ path: String) -> [String] {
        let required = schema["required"]?.elements.compactMap(\.text) ?? []
        let missing = required.filter { members[$0] == nil }.map { "\(path).\($0) is missing" }
        return missing
            + members.flatMap { name, member -> [String] in
                if let property = schema["properties"]?[name] {
                    return objections(to: member, property, "\(path).\(name)")
                }
                guard case .object = schema["additionalProperties"], let other = schema["additionalProperties"] else {
                    return ["\(path).\(name) is not described"]
                }
                return objections(to: member, other, "\(path).\(name)")
            }
    }
}
