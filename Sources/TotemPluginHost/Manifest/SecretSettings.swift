internal import TotemKernel

/// Settings whose schema says `"writeOnly": true`: they are given, kept for the plugin, and shown to nobody. In their place
/// stands `{"set": true}`; who gives that back leaves them as they are.
enum SecretSettings {
    private static func mark(_ isSet: Bool) -> JSONValue { .object(["set": .boolean(isSet)]) }

    /// Settings as anybody may see them.
    /// - Parameter schema: nil when it is not known; then every setting may be a secret.
    static func shown(_ settings: JSONValue, _ schema: JSONValue?) -> JSONValue {
        guard case .object(let members) = settings else { return settings }
        guard let schema else { return .object(members.mapValues { _ in mark(true) }) }
        var shown = members
        for (name, property) in properties(of: schema) {
            if isSecret(property) {
                shown[name] = mark(members[name] != nil)
            } else if let value = members[name] {
                shown[name] = self.shown(value, property)
            }
        }
        return .object(shown)
    }

    /// Settings as they are kept: what was given in the place of a secret is the secret that was there.
    static func kept(_ given: JSONValue, _ old: JSONValue?, _ schema: JSONValue?) -> JSONValue {
        guard let schema, case .object(var members) = given else { return given }
        for (name, property) in properties(of: schema) {
            guard let value = members[name] else { continue }
            if !isSecret(property) {
                members[name] = kept(value, old?[name], property)
            } else if value == mark(true) || value == mark(false) {
                members[name] = old?[name]
            }
        }
        return .object(members)
    }

    static func hasSecrets(_ schema: JSONValue) -> Bool {
        isSecret(schema) || properties(of: schema).contains { hasSecrets($0.value) }
            || schema["items"].map(hasSecrets) ?? false
    }

    private static func isSecret(_ schema: JSONValue) -> Bool { schema["writeOnly"] == .boolean(true) }

    private static func properties(of schema: JSONValue) -> [String: JSONValue] {
        if case .object(let properties) = schema["properties"] { properties } else { [:] }
    }
}
