internal import CTotem
internal import TotemKernel
internal import TotemStore

/// What plugins give an order before it is written: what they keep with it, by their names, and its number.
final class PlacingEffects: HookEffects {
    /// Of one plugin.
    static let mostNames = 100

    private var kept: [String: JSONValue] = [:]
    private var ofTurn: [String: JSONValue] = [:]
    fileprivate private(set) var number: (text: String, by: String)?
    private var numberOfTurn: String?

    var answer: OrderPlacing.Answer {
        OrderPlacing.Answer(metadata: kept.isEmpty ? nil : .object(kept), number: number?.text)
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran, !ofTurn.isEmpty { kept[turn.plugin.name] = .object(ofTurn) }
        if turn.ran, let numberOfTurn { number = (numberOfTurn, turn.plugin.name) }
        ofTurn = [:]
        numberOfTurn = nil
        return true
    }

    fileprivate func give(_ number: String) { numberOfTurn = number }

    /// - Returns: false when that is one too many.
    fileprivate func keep(_ value: JSONValue, as name: String) -> Bool {
        guard ofTurn[name] != nil || ofTurn.count < Self.mostNames else { return false }
        ofTurn[name] = value
        return true
    }
}

extension CallFrame {
    private static let largestMetadata = 16 * 1024

    func setMetadata(_ name: totem_str, _ json: totem_str) -> totem_status {
        guard let metadata = effects(.setMetadata, PlacingEffects.self) else { return HostTable.misuse }
        guard let name = name.string(atMost: 100), !name.isEmpty else {
            return refuse(TOTEM_INVALID, "a name is 1 to 100 bytes of UTF-8")
        }
        guard json.fits(Self.largestMetadata) else { return refuse(TOTEM_LIMIT, "metadata has at most 16 KiB") }
        guard let text = json.string(atMost: Self.largestMetadata) else {
            return refuse(TOTEM_INVALID, "the value of '\(name)' is no UTF-8")
        }
        do {
            let value = try JSONValue(text: text).composed()
            guard value.mayBeMember else { return refuse(TOTEM_INVALID, "the value of '\(name)' is nested too deep") }
            guard metadata.keep(value, as: name) else {
                return refuse(TOTEM_LIMIT, "a plugin keeps at most \(PlacingEffects.mostNames) names with an order")
            }
        } catch {
            return refuse(TOTEM_INVALID, "the value of '\(name)' is no JSON: \(error)")
        }
        return HostTable.ok
    }

    func setNumber(_ text: totem_str) -> totem_status {
        guard let placing = effects(.setNumber, PlacingEffects.self) else { return HostTable.misuse }
        guard let number = text.string(atMost: 100), OrderNumber.isWellFormed(number) else {
            return refuse(TOTEM_INVALID, "an order's number is 1 to 40 of the characters A-Z a-z 0-9 - _ . / #")
        }
        if let other = placing.number {
            return refuse(TOTEM_REFUSED, "the plugin \(other.by) has given the order its number already")
        }
        do {
            guard try OrderNumber.isFree(number, in: call.tx) else {
                return refuse(TOTEM_UNIQUE, "an order has the number \(number) already")
            }
        } catch {
            return refuse(error)
        }
        placing.give(number)
        return HostTable.ok
    }
}
