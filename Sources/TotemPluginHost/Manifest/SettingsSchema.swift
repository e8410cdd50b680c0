public import TotemKernel

/// The JSON Schema of a plugin's settings.
public struct SettingsSchema: Sendable {
    /// The schema as it was written; nil when the plugin has no settings.
    public let json: JSONValue?

    /// Of a plugin without settings.
    static let none = SettingsSchema()

    private init() {
        json = nil
    }

    /// - Throws: ``PluginProblem`` naming a keyword that is not known or makes no sense.
    init(_ json: ManifestObject?) throws {
        guard let json else {
            self.json = nil
            return
        }
        guard try json.optionalString("type") == "object" else { throw json.problem("type", "must be \"object\"") }
        try JSONSchema.check(json)
        self.json = json.json
    }

    /// Fills in the defaults and checks the whole.
    /// - Throws: ``KernelError`` naming every bad field, as `settings.percent`.
    func normalize(_ settings: JSONValue) throws(KernelError) -> JSONValue {
        guard let json else {
            guard settings == .object([:]) else {
                throw .invalid("settings", "must be {}: this plugin has no settings")
            }
            return settings
        }
        let filled = Self.filled(settings, json)
        var fields: [KernelError.Field] = []
        JSONSchema.validate(
            filled,
            json,
            "settings",
            unknown: .asSaid("is not a setting of this plugin"),
            &fields
        )
        guard fields.isEmpty else { throw .invalid(fields) }
        return filled
    }

    private static func filled(_ value: JSONValue, _ schema: JSONValue) -> JSONValue {
        guard case .object(var members) = value, case .object(let properties) = schema["properties"] else {
            return value
        }
        for (name, property) in properties {
            if let given = members[name] {
                members[name] = filled(given, property)
            } else if let preset = property["default"] {
                members[name] = preset
            }
        }
        return .object(members)
    }
}
