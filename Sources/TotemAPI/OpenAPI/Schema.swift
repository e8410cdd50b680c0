package import TotemKernel

/// A JSON Schema (2020-12) of something that goes over the wire.
package struct Schema: Sendable {
    private(set) var members: [String: JSONValue]
    /// The schemas that it names, by name. They may name it in turn, so they are not made before they are asked for.
    private(set) var named: [String: @Sendable () -> Schema]

    package var json: JSONValue { .object(members) }

    private init(_ members: [String: JSONValue], naming schemas: [Schema] = []) {
        self.members = members
        named = schemas.reduce(into: [:]) { all, schema in all.merge(schema.named) { one, _ in one } }
    }

    private init(type: String, _ more: [String: JSONValue] = [:], of schemas: [Schema] = []) {
        self.init(more.merging(["type": .string(type)]) { _, new in new }, naming: schemas)
    }

    package static let any = Schema([:])
    package static let text = Schema(type: "string")
    package static let boolean = Schema(type: "boolean")
    package static let integer = Schema(type: "integer", ["format": .string("int64")])
    package static let id = Schema(
        type: "integer",
        ["format": .string("int64"), "minimum": .integer(1), "maximum": .integer(.max)]
    )
    package static let time = Schema(type: "string", ["format": .string("date-time")])
    package static let date = Schema(type: "string", ["format": .string("date")])
    package static let url = Schema(type: "string", ["format": .string("uri")])

    package static func integer(_ range: ClosedRange<Int64>) -> Schema {
        Schema(type: "integer", ["minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)])
    }

    package static func choice(_ values: [String]) -> Schema {
        Schema(type: "string", ["enum": .array(values.map(JSONValue.string))])
    }

    package static func choice<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> Schema {
        choice(Choice.allCases.map(\.rawValue))
    }

    package static func list(_ element: Schema) -> Schema {
        Schema(type: "array", ["items": element.json], of: [element])
    }

    /// An object whose members have names that are data.
    package static func map(_ value: Schema) -> Schema {
        Schema(type: "object", ["additionalProperties": value.json], of: [value])
    }

    /// One that the document has once, and that others refer to by its name.
    package static func named(_ name: String, _ schema: @escaping @Sendable @autoclosure () -> Schema) -> Schema {
        var reference = Schema(["$ref": .string("#/components/schemas/\(name)")])
        reference.named = [name: schema]
        return reference
    }

    /// What an answer is. Members may be added later.
    package static func object(_ required: [String: Schema], sometimes optional: [String: Schema] = [:]) -> Schema {
        Schema(
            type: "object",
            [
                "properties": .object(required.merging(optional) { one, _ in one }.mapValues(\.json)),
                "required": .array(required.keys.sorted().map(JSONValue.string)),
            ],
            of: Array(required.values) + Array(optional.values)
        )
    }

    /// What a request sends. Members that are not known are refused.
    package static func form(_ required: [String: Schema], optional: [String: Schema] = [:]) -> Schema {
        var form = object(required, sometimes: optional)
        form.members["additionalProperties"] = .boolean(false)
        if required.isEmpty { form.members["required"] = nil }
        return form
    }

    /// A list's answer.
    package static func page(_ item: Schema) -> Schema {
        object(["data": .list(item), "next_cursor": .text.orNull])
    }

    /// Whether it is any text.
    var isBareText: Bool {
        members["type"] == .string("string") && !["enum", "format", "pattern"].contains { members[$0] != nil }
    }

    /// What a reference refers to.
    var resolved: Schema { members["$ref"] == nil ? self : named.values.first?() ?? self }

    package var orNull: Schema {
        Schema.anyOf([self, Schema(type: "null")])
    }

    static func anyOf(_ choices: [Schema]) -> Schema {
        Schema(["anyOf": .array(choices.map(\.json))], naming: choices)
    }

    func adding(_ more: [String: JSONValue], naming others: [Schema] = []) -> Schema {
        var copy = self
        copy.members.merge(more) { _, new in new }
        for other in others { copy.named.merge(other.named) { one, _ in one } }
        return copy
    }

    package func described(_ text: String) -> Schema {
        var copy = self
        copy.members["description"] = .string(text)
        return copy
    }
}
