import TotemKernel
import TotemTesting

/// What a description leaves open of requests: schemas of queries and bodies that let in what a check may refuse.
struct LooseSchemas {
    private let document: JSONValue
    private var found: Set<String> = []
    private var seen: Set<String> = []

    /// Where the description of each is, with what is missing.
    static func ofRequests(in document: JSONValue) -> [String] {
        var schemas = LooseSchemas(document)
        guard case .object(let paths) = document["paths"] else { return [] }
        for (path, methods) in paths {
            guard case .object(let methods) = methods else { continue }
            for (method, operation) in methods { schemas.look(at: operation, "\(method) \(path)") }
        }
        return schemas.found.sorted()
    }

    private init(_ document: JSONValue) { self.document = document }

    private mutating func look(at operation: JSONValue, _ name: String) {
        for parameter in operation["parameters"]?.elements ?? [] where parameter["in"] == "query" {
            look(parameter["schema"], "\(name)?\(parameter["name"]?.text ?? "")")
        }
        look(operation["requestBody"]?["content"]?["application/json"]?["schema"], name)
    }

    private mutating func look(_ schema: JSONValue?, _ place: String) {
        guard let schema else { return }
        if let reference = schema["$ref"]?.text {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            guard seen.insert(name).inserted else { return }
            return look(document["components"]?["schemas"]?[name], name)
        }
        if schema["enum"] != nil || schema["const"] != nil { return }
        let choices = schema["anyOf"]?.elements ?? []
        let types = schema["type"]?.text.map { [JSONValue.string($0)] } ?? schema["type"]?.elements ?? []
        if types.isEmpty {
            if choices.isEmpty { found.insert("\(place): may be anything") }
            for choice in choices { look(choice, place) }
        }
        for type in types { look(schema, as: type.text ?? "", place) }
    }

    private mutating func look(_ schema: JSONValue, as type: String, _ place: String) {
        switch type {
        case "string" where schema["pattern"] == nil && schema["format"] == nil: found.insert("\(place): any text")
        case "integer" where schema["minimum"] == nil || schema["maximum"] == nil: found.insert("\(place): any number")
        case "array":
            if schema["items"] == nil { found.insert("\(place): any elements") }
            look(schema["items"], place + "[]")
        case "object":
            guard case .object(let properties) = schema["properties"] ?? [:] else { return }
            for (name, property) in properties { look(property, "\(place).\(name)") }
            guard schema["additionalProperties"] != false else { return }
            if schema["additionalProperties"] == nil { found.insert("\(place): any members") }
            if schema["propertyNames"] == nil { found.insert("\(place): members of any name") }
            look(schema["additionalProperties"], place + ".*")
        default: return
        }
    }
}
