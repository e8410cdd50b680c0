import TotemKernel

/// The schemas that the routes of a plugin refer to. The document has each by its name with the plugin's: `segments.criteria`.
struct PluginSchemas: Sendable {
    let plugin: String
    /// As the manifest has them.
    let schemas: [String: JSONValue]

    fileprivate func named(_ reference: String) -> Schema? {
        let name = String(reference.split(separator: "/").last ?? "")
        guard let json = schemas[name] else { return nil }
        return .named("\(plugin).\(name)", Schema(ofPluginsRequest: json, among: self))
    }
}

/// Schemas of plugins' manifests, which were checked when they were read.
extension Schema {
    /// Of an answer.
    init(plugin json: JSONValue) {
        guard case .object(let members) = json else {
            self = .any
            return
        }
        self = .any.adding(members)
    }

    /// Of a parameter, a body or what is in it, with what the shop demands of every request: no NUL in texts, whole numbers of
    /// 64 bits, and of a text with a ``TextFormat`` what that allows.
    /// - Parameter schemas: what it may refer to; by the names of its references.
    init(ofPluginsRequest json: JSONValue, among schemas: PluginSchemas) {
        if case .string(let reference) = json["$ref"], let schema = schemas.named(reference) {
            self = schema
            return
        }
        guard case .object(var members) = json, members["enum"] == nil, members["const"] == nil else {
            self.init(plugin: json)
            return
        }
        members["checkedBy"] = nil
        var parts: [Schema] = []
        func part(_ json: JSONValue) -> JSONValue {
            let schema = Schema(ofPluginsRequest: json, among: schemas)
            parts.append(schema)
            return schema.json
        }
        if case .object(let properties) = members["properties"] {
            members["properties"] = .object(properties.mapValues(part))
        }
        if case .array(let choices) = members["anyOf"] {
            members["anyOf"] = .array(choices.map { Self.choice($0, part) })
        }
        let types = Self.types(members)
        for type in types {
            switch type {
            case "integer":
                members["minimum"] = members["minimum"] ?? .integer(.min)
                members["maximum"] = members["maximum"] ?? .integer(.max)
            case "string": Self.limitText(&members, orNull: types.contains("null"))
            case "array": members["items"] = part(members["items"] ?? .object([:]))
            case "object" where members["additionalProperties"] != .boolean(false):
                parts.append(.jsonObject)
                members.merge(Schema.jsonObject.members) { given, _ in given }
                if members["additionalProperties"] == .boolean(true) {
                    members["additionalProperties"] = Schema.json.json
                }
            default: break
            }
        }
        if types.isEmpty {
            parts.append(.json)
            members.merge(Schema.json.members) { given, _ in given }
        }
        self = Schema.any.adding(members, naming: parts)
    }

    /// What holds beside the rest: of what it says nothing about, anything may be.
    private static func choice(_ json: JSONValue, _ part: (JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(var members) = json else { return json }
        members["checkedBy"] = nil
        guard case .object(let properties) = members["properties"] else { return .object(members) }
        members["properties"] = .object(properties.mapValues { $0["type"] == nil ? $0 : part($0) })
        return .object(members)
    }

    private static func types(_ members: [String: JSONValue]) -> [String] {
        switch members["type"] {
        case .string(let type): [type]
        case .array(let types): types.compactMap { if case .string(let type) = $0 { type } else { nil } }
        default: []
        }
    }

    private static func limitText(_ members: inout [String: JSONValue], orNull: Bool) {
        guard case .string(let name) = members["format"], let format = TextFormat(rawValue: name) else {
            members["pattern"] = members["pattern"] ?? plainText.members["pattern"]
            return
        }
        let least = members["minLength"]?.wholeNumber == nil ? 0 : 1
        var form = text(format, isFilled: least > 0).members
        form["type"] = nil
        if orNull, case .array(let choices) = form["enum"] { form["enum"] = .array(choices + [.null]) }
        if orNull, let reference = form.removeValue(forKey: "$ref") {
            form["anyOf"] = .array([.object(["$ref": reference]), .object(["type": .string("null")])])
        }
        members["format"] = nil
        members.merge(form) { given, _ in given }
    }

    /// - Parameter isFilled: whether something must show in a line.
    private static func text(_ format: TextFormat, isFilled: Bool) -> Schema {
        let lengths = (isFilled ? 1 : 0)...Int.max
        return switch format {
        case .line: text.adding(["pattern": .string(pattern(of: TextRule(lengths)))])
        case .lines: text.adding(["pattern": .string(pattern(of: TextRule(lengths, allowsLines: true)))])
        case .word: word
        case .date: .date
        case .dateTime: .time
        case .email: email.resolved
        case .country: country.resolved
        case .currency: choice(Currency.codes)
        case .storeCurrency: storeCurrency
        case .cursor: cursor
        }
    }
}
