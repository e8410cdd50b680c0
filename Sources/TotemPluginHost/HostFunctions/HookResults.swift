internal import CTotem
internal import Logging
internal import TotemKernel

/// What a plugin says: no, that it failed, and what it logs.
extension CallFrame {
    private static let vetoStatuses: Set<Int32> = [401, 403, 404, 409, 412, 422, 429, 503]

    func problem(_ status: Int32, _ code: totem_str, _ message: totem_str) -> totem_status {
        guard mayVeto else { return HostTable.misuse }
        guard Self.vetoStatuses.contains(status) else {
            return garbled("\(status) is no status of a refusal")
        }
        guard let code = code.string(atMost: 64), !code.isEmpty, code.utf8.allSatisfy(Self.isCodeCharacter) else {
            return garbled("a code is 1 to 64 lower case letters, digits and '-'")
        }
        guard let message = message.string(atMost: 500), !message.isEmpty else {
            return garbled("a message is 1 to 500 bytes of UTF-8")
        }
        veto = Veto(status: status, code: code, message: Self.shown(message), fields: veto?.fields ?? [])
        return totem_status(TOTEM_VETO)
    }

    func vetoField(_ field: totem_str, _ message: totem_str) -> totem_status {
        guard mayVeto else { return HostTable.misuse }
        guard let field = field.string(atMost: 200), !field.isEmpty, let message = message.string(atMost: 500) else {
            return garbled("a field and its message are UTF-8 of at most 200 and 500 bytes")
        }
        return vetoField(Self.shown(field), Self.shown(message))
    }

    /// People read it on one line, at terminals too: nothing in it gives a terminal commands, or turns its direction.
    private static func shown(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ").escaped
    }

    /// Whether the hook that runs can say no; a route always can.
    private var mayVeto: Bool {
        guard let point = place.point, !point.mayVeto else { return true }
        lastError = "\(point.rawValue) can't be vetoed"
        return false
    }

    /// A no that can't be shown as it was said is still a no: the plugin has not agreed.
    private func garbled(_ why: String) -> totem_status {
        veto =
            veto
            ?? Veto(
                status: 422,
                code: "refused",
                message: "The plugin \(plugin.name) refuses this, and its reason can't be shown.",
                fields: []
            )
        plugin.instance.handle?.write(.warning, "a plugin's veto can't be shown", why: why)
        return refuse(TOTEM_INVALID, why)
    }

    func vetoField(_ field: String, _ message: String) -> totem_status {
        var fields = veto?.fields ?? []
        guard fields.count < 100 else { return refuse(TOTEM_LIMIT, "at most 100 fields can be named") }
        fields.append(KernelError.Field(field, message))
        veto = Veto(
            status: 422,
            code: veto?.code ?? "invalid-fields",
            message: fields.map { "\($0.field): \($0.message)" }.joined(separator: "; "),
            fields: fields
        )
        return totem_status(TOTEM_VETO)
    }

    func fail(_ message: totem_str) -> totem_status {
        failure = message.string(atMost: 500) ?? "it gave a message that is no UTF-8 of at most 500 bytes"
        return totem_status(TOTEM_ERROR)
    }

    func writeLog(_ level: UInt32, _ message: totem_str) -> totem_status {
        guard let message = message.string(atMost: 2000) else {
            return refuse(TOTEM_INVALID, "a message is UTF-8 of at most 2000 bytes")
        }
        guard let level = Logger.Level(abi: level) else { return refuse(TOTEM_INVALID, "\(level) is no log level") }
        plugin.instance.handle?.write(level, "\(message)")
        return HostTable.ok
    }

    static func isCodeCharacter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
}
