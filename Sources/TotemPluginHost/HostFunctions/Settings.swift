internal import CTotem
internal import TotemKernel

/// Settings of the plugin whose turn it is, as they were when the request began.
extension CallFrame {
    func settingKind(_ name: totem_str) -> totem_kind {
        guard let value = setting(name) else { return totem_kind(TOTEM_ABSENT) }
        return value.kind
    }

    func setting(_ name: totem_str, _ fallback: totem_str) -> totem_str {
        guard case .string(let text) = setting(name) else { return fallback }
        return arena.put(text)
    }

    func setting(_ name: totem_str, _ fallback: Int64) -> Int64 {
        guard case .integer(let value) = setting(name) else { return fallback }
        return value
    }

    func setting(_ name: totem_str, _ fallback: Double) -> Double {
        switch setting(name) {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: fallback
        }
    }

    func setting(_ name: totem_str, _ fallback: Bool) -> Bool {
        guard case .boolean(let value) = setting(name) else { return fallback }
        return value
    }

    /// By its name, or by a path to what is within it, as a body's fields are named.
    private func setting(_ name: totem_str) -> JSONValue? {
        name.string(atMost: 200).flatMap { plugin.settings[$0] ?? plugin.settings.value(at: $0) }
    }
}

extension JSONValue {
    /// As the ABI names it.
    var kind: totem_kind {
        switch self {
        case .null: totem_kind(TOTEM_NULL)
        case .boolean: totem_kind(TOTEM_BOOLEAN)
        case .integer: totem_kind(TOTEM_INTEGER)
        case .number: totem_kind(TOTEM_REAL)
        case .string: totem_kind(TOTEM_TEXT)
        case .array: totem_kind(TOTEM_ARRAY)
        case .object: totem_kind(TOTEM_OBJECT)
        }
    }
}
