internal import CTotem
internal import TotemKernel
internal import TotemStore

/// What plugins tell of in the shop's feed.
extension CallFrame {
    /// Bytes of what an event says.
    private static let largestEvent = 8 * 1024

    func emit(_ event: totem_str, _ subject: totem_str, _ id: Int64, _ json: totem_str) -> totem_status {
        if let refusal = refuseToWrite("totem_emit") { return refusal }
        let events = plugin.instance.manifest.events
        guard let event = event.string(atMost: 60), events[event] != nil else {
            let known = events.keys.sorted().joined(separator: ", ")
            return refuse(
                TOTEM_INVALID,
                "plugin.json names no such event under events; it names: \(known.isEmpty ? "none" : known)"
            )
        }
        guard let subject = subject.string(atMost: 40), subject.wholeMatch(of: #/[a-z][a-z0-9_]*/#) != nil, id > 0
        else {
            return refuse(
                TOTEM_INVALID,
                "a subject is 1 to 40 lower case letters, digits and '_', a letter first, and its id is above 0"
            )
        }
        guard let data = json.ptr == nil ? "{}" : json.string(atMost: Self.largestEvent),
            case .object? = try? JSONValue(text: data)
        else {
            return refuse(TOTEM_INVALID, "what an event says is a JSON object of at most \(Self.largestEvent) bytes")
        }
        do {
            try willWrite()
            let name = EventName(event, ofPlugin: plugin.name)
            try Outbox.append(name, subject, id, data: data, in: call.tx, at: now)
            return HostTable.ok
        } catch {
            return refuse(error)
        }
    }
}
