internal import CTotem
internal import TotemKernel

/// What the plugins of `cart.item.validate` have put right so far, which the next of them sees.
final class ItemEffects: HookEffects {
    private(set) var changes: [ItemChange]
    private let shown: [UnsafePointer<totem_item_change>]
    private let payloads: Payloads
    /// As they were when the plugin's turn began.
    private var changesOfTurn: [ItemChange]

    init(_ changes: [ItemChange], _ shown: [UnsafePointer<totem_item_change>], _ payloads: Payloads) {
        self.changes = changes
        self.shown = shown
        self.payloads = payloads
        changesOfTurn = changes
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran {
            changesOfTurn = changes
        } else {
            changes = changesOfTurn
            for place in changes.indices { show(place, hasOtherProperties: true) }
        }
        return true
    }

    fileprivate func edit(_ place: Int, _ change: (inout ItemChange) -> Void) {
        let before = changes[place].properties
        change(&changes[place])
        show(place, hasOtherProperties: changes[place].properties != before)
    }

    private func show(_ place: Int, hasOtherProperties: Bool) {
        let change = changes[place]
        let properties: totem_str? = hasOtherProperties ? payloads.put(change.properties.text) : nil
        payloads.edit(shown[place]) {
            $0.quantity = change.quantity.value
            if let properties { $0.properties = properties }
        }
    }
}

extension CallFrame {
    func setQuantity(_ place: Int64, _ quantity: Int64) -> totem_status {
        guard let items = effects(.setQuantity, ItemEffects.self) else { return HostTable.misuse }
        guard let place = found(place, items) else { return totem_status(TOTEM_INVALID) }
        do {
            let quantity = try Quantity(quantity, field: "quantity")
            items.edit(place) { $0.quantity = quantity }
            return HostTable.ok
        } catch {
            return refuse(TOTEM_INVALID, error.detail)
        }
    }

    func setProperties(_ place: Int64, _ json: totem_str) -> totem_status {
        guard let items = effects(.setProperties, ItemEffects.self) else { return HostTable.misuse }
        guard let place = found(place, items) else { return totem_status(TOTEM_INVALID) }
        guard json.ptr != nil else {
            items.edit(place) { $0.properties = .none }
            return HostTable.ok
        }
        guard json.fits(LineProperties.largestSize) else {
            return refuse(TOTEM_LIMIT, "properties have at most \(LineProperties.largestSize) bytes")
        }
        guard let text = json.string(atMost: LineProperties.largestSize), let value = try? JSONValue(text: text) else {
            return refuse(TOTEM_INVALID, "properties are JSON")
        }
        do {
            let properties = try LineProperties(value.composed())
            if let refusal = refuseToReplace(json) { return refusal }
            items.edit(place) { $0.properties = properties }
            return HostTable.ok
        } catch {
            return refuse(TOTEM_INVALID, error.detail)
        }
    }

    private func found(_ place: Int64, _ items: ItemEffects) -> Int? {
        if place >= 0, place < items.changes.count { return Int(place) }
        lastError = "there is no change \(place)"
        return nil
    }
}
