internal import CTotem
internal import TotemKernel

/// What plugins do to lines of their own in one cart.
final class PluginLineEffects: HookEffects {
    fileprivate static let mostChanges = 10 * PluginLine.largestCount

    let cart: Cart
    private(set) var changes: [PluginLineChange] = []
    private var firstOfTurn = 0

    init(_ cart: Cart) {
        self.cart = cart
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if !turn.ran { changes.removeSubrange(firstOfTurn...) }
        firstOfTurn = changes.count
        return true
    }

    /// The keys of a plugin's lines as it has made them by now.
    fileprivate func keys(of plugin: String) -> Set<String> {
        let own = cart.items.filter { $0.plugin == plugin && $0.isAvailable }
        var keys = Set(own.compactMap(\.pluginKey))
        for change in changes where change.plugin == plugin {
            if change.line == nil { keys.remove(change.key) } else { keys.insert(change.key) }
        }
        return keys
    }

    fileprivate func append(_ change: PluginLineChange) { changes.append(change) }

    /// Whether a plugin has put and dropped more in its turn than one that knows what it wants.
    fileprivate var isFull: Bool { changes.count - firstOfTurn >= Self.mostChanges }
}

extension CartLines: HostedHook {
    static var point: HookPoint { .cartLines }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: PluginLineEffects) {
        (payloads.event(payloads.put(cart).raw), PluginLineEffects(cart))
    }

    func answer(_ effects: PluginLineEffects) -> [PluginLineChange] { effects.changes }
}

extension CallFrame {
    func putLine(_ pointer: UnsafePointer<totem_new_line>?) -> totem_status {
        guard let lines = effects(.putLine, PluginLineEffects.self) else { return HostTable.misuse }
        guard let raw = totem_new_line.read(pointer) else {
            return refuse(TOTEM_INVALID, "a line needs its size: {.size = sizeof(totem_new_line), …}")
        }
        guard let key = lineKey(raw.key) else { return totem_status(TOTEM_INVALID) }
        guard let sku = raw.sku.string(atMost: 1000) else { return refuse(TOTEM_INVALID, "a SKU is UTF-8") }
        guard let properties = lineProperties(raw.properties) else { return totem_status(TOTEM_INVALID) }
        let keys = lines.keys(of: plugin.name)
        guard keys.contains(key) || keys.count < PluginLine.largestCount else {
            return refuse(TOTEM_LIMIT, "a plugin has at most \(PluginLine.largestCount) lines in a cart")
        }
        if lines.isFull { return refuseMoreChanges() }
        return look("totem_put_line", needing: nil) { tx, _ in
            let line = try PluginLine(
                sku: sku,
                quantity: raw.quantity,
                parent: raw.parent == 0 ? nil : CartItem.ID(raw.parent),
                properties: properties,
                flags: LineFlags(rawValue: Int64(raw.flags)),
                for: lines.cart,
                in: tx
            )
            lines.append(PluginLineChange(of: plugin.name, key, line))
        }
    }

    func dropLine(_ key: totem_str) -> totem_status {
        guard let lines = effects(.dropLine, PluginLineEffects.self) else { return HostTable.misuse }
        guard let key = lineKey(key) else { return totem_status(TOTEM_INVALID) }
        guard lines.keys(of: plugin.name).contains(key) else {
            return refuse(TOTEM_NOT_FOUND, "the plugin has no line '\(key)' in this cart")
        }
        if lines.isFull { return refuseMoreChanges() }
        lines.append(PluginLineChange(of: plugin.name, key, nil))
        return HostTable.ok
    }

    private func refuseMoreChanges() -> totem_status {
        refuse(TOTEM_LIMIT, "a call puts and drops lines at most \(PluginLineEffects.mostChanges) times")
    }

    private func lineKey(_ text: totem_str) -> String? {
        if let key = text.string(atMost: PluginLine.largestKey), !key.isEmpty { return key }
        lastError = "a key is 1 to \(PluginLine.largestKey) bytes of UTF-8"
        return nil
    }

    /// - Returns: nil where they are none; the reason is kept.
    func lineProperties(_ json: totem_str) -> LineProperties? {
        guard json.ptr != nil else { return LineProperties.none }
        guard let text = json.string(atMost: LineProperties.largestSize), let value = try? JSONValue(text: text) else {
            lastError = "properties are a JSON object of at most 8 KiB"
            return nil
        }
        do {
            return try LineProperties(value.composed())
        } catch {
            lastError = error.detail
            return nil
        }
    }
}
