internal import CTotem
internal import TotemKernel

/// What plugins keep with an order, by their names.
final class MetadataEffects: HookEffects {
    private var kept: [String: JSONValue] = [:]
    private var ofTurn: [String: JSONValue] = [:]

    var byPlugin: JSONValue? { kept.isEmpty ? nil : .object(kept) }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran, !ofTurn.isEmpty { kept[turn.plugin.name] = .object(ofTurn) }
        ofTurn = [:]
        return true
    }

    fileprivate func keep(_ value: JSONValue, as name: String) { ofTurn[name] = value }
}

extension CallFrame {
    private static let largestMetadata = 16 * 1024

    func setMetadata(_ name: totem_str, _ json: totem_str) -> totem_status {
        guard let metadata = effects(.setMetadata, MetadataEffects.self) else { return HostTable.misuse }
        guard let name = name.string(atMost: 100), !name.isEmpty else {
            return refuse(TOTEM_INVALID, "a name is 1 to 100 bytes of UTF-8")
        }
        guard json.fits(Self.largestMetadata) else { return refuse(TOTEM_LIMIT, "metadata has at most 16 KiB") }
        guard let text = json.string(atMost: Self.largestMetadata) else {
            return refuse(TOTEM_INVALID, "the value of '\(name)' is no UTF-8")
        }
        do {
            metadata.keep(try JSONValue(text: text), as: name)
        } catch {
            return refuse(TOTEM_INVALID, "the value of '\(name)' is no JSON: \(error)")
        }
        return HostTable.ok
    }
}
