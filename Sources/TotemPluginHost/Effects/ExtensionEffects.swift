internal import CTotem
internal import TotemKernel
internal import TotemStore

/// What plugins add to things that are shown or exported.
final class ExtensionEffects: HookEffects {
    /// By the thing's id, then by the plugin's name.
    private(set) var byID: [Int64: [String: JSONValue]] = [:]
    private var ofTurn: [Int64: JSONValue] = [:]
    private let ids: Set<Int64>
    /// Bytes of one addition.
    fileprivate let limit: Int

    init(_ ids: [Int64], atMost limit: Int) {
        self.ids = Set(ids)
        self.limit = limit
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran {
            for (id, value) in ofTurn { byID[id, default: [:]][turn.plugin.name] = value }
        }
        ofTurn = [:]
        return true
    }

    fileprivate func has(_ id: Int64) -> Bool { ids.contains(id) }
    fileprivate func add(_ value: JSONValue, to id: Int64) { ofTurn[id] = value }
}

extension CallFrame {
    func extend(_ id: Int64, _ json: totem_str) -> totem_status {
        guard let extensions = effects(.extend, ExtensionEffects.self) else { return HostTable.misuse }
        guard extensions.has(id) else { return refuse(TOTEM_INVALID, "\(id) is none of the ids that it was given") }
        guard json.fits(extensions.limit) else {
            return refuse(TOTEM_LIMIT, "what is added has at most \(extensions.limit) bytes")
        }
        guard let text = json.string(atMost: extensions.limit) else {
            return refuse(TOTEM_INVALID, "what is added must be UTF-8")
        }
        do {
            extensions.add(try JSONValue(text: text), to: id)
        } catch {
            return refuse(TOTEM_INVALID, "what is added must be JSON: \(error)")
        }
        return HostTable.ok
    }

    /// Tells whoever keeps what is shown of a thing that a plugin adds something else to it.
    func touch(_ kind: totem_str, _ id: Int64) -> totem_status {
        guard let kind = kind.string(atMost: 100).flatMap({ ViewKind(rawValue: $0) }), id > 0 else {
            let known = ViewKind.allCases.map(\.rawValue).joined(separator: ", ")
            return refuse(TOTEM_INVALID, "a kind is one of \(known), and an id is above 0")
        }
        if let refusal = refuseToWrite("totem_touch") { return refusal }
        // Nothing is kept of the other kinds, and their ETags are made of what is shown.
        guard kind == .product else { return HostTable.ok }
        do {
            try willWrite()
            let data = EventData().adding("plugin", plugin.name)
            try Outbox.append(.productExtended, id, data, in: call.tx, at: call.now)
            return HostTable.ok
        } catch {
            return refuse(error)
        }
    }

    /// Nil where the call may write.
    func refuseToWrite(_ function: String) -> totem_status? {
        guard mayWrite else { return refuse(TOTEM_MISUSE, "\(place.name) is pure: \(function) means nothing there") }
        guard call.tx.isWritable else {
            return refuse(TOTEM_DENIED, "\(function) writes, and this call runs in a transaction that can only read")
        }
        return nil
    }
}
