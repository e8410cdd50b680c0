internal import CTotem

/// One call of a hook or route. It ends when the closure returns, and belongs to the thread that it runs on.
public struct Call {
    let raw: UnsafeMutablePointer<totem_call>

    init(_ raw: UnsafeMutablePointer<totem_call>) {
        self.raw = raw
    }

    /// The time of the request: milliseconds since 1970-01-01T00:00:00Z.
    public var now: Int64 { totem_now(raw) }

    /// The code is this plugin's and good. Only in `cart.code.validate`.
    public func claim() throws { try HostError.check(totem_claim(raw)) }

    /// The same, and the cart keeps and shows `kept` in the place of what was entered: for a code that is worth money.
    public func claim(as kept: String) throws { try HostError.check(Text.with(kept) { totem_claim_as(raw, $0) }) }

    /// Puts the quantity of a line right. Only in `cart.item.validate`.
    /// - Parameter change: its place in the event's changes.
    public func setQuantity(of change: Int, to quantity: Int64) throws {
        try HostError.check(totem_set_quantity(raw, Int64(change), quantity))
    }

    /// Puts the properties of a line right. Only in `cart.item.validate`.
    /// - Parameter json: a JSON object; nil: none.
    public func setProperties(of change: Int, json: String?) throws {
        try HostError.check(Text.with(json) { totem_set_properties(raw, Int64(change), $0) })
    }

    /// This cart can't be paid so. Only in `payment.methods`.
    public func hideMethod(_ name: String) throws {
        try HostError.check(Text.with(name) { totem_hide_method(raw, $0) })
    }

    /// Puts a way to pay before those of a higher rank; without one it has 0. Only in `payment.methods`.
    public func rankMethod(_ name: String, _ rank: Int32) throws {
        try HostError.check(Text.with(name) { totem_rank_method(raw, $0, rank) })
    }

    /// Takes a part of a demand from a warehouse. Only in `inventory.allocate`.
    /// - Parameter demand: its place in the event's demands.
    public func allocate(_ quantity: Int64, of demand: Int, from warehouse: Int64) throws {
        try HostError.check(totem_allocate(raw, Int64(demand), warehouse, quantity))
    }

    /// Sells a part of a demand without taking stock for it. Only in `inventory.allocate`.
    public func backorder(_ quantity: Int64, of demand: Int) throws {
        try HostError.check(totem_backorder(raw, Int64(demand), quantity))
    }

    /// Keeps a value with the order. Only in `order.placing`.
    /// - Parameter json: JSON text.
    public func setMetadata(_ name: StaticString, json: String) throws {
        try HostError.check(Text.with(json) { totem_set_metadata(raw, Text.pointer(name), $0) })
    }

    /// The order's number, in the place of the shop's next one. Only in `order.placing`.
    /// - Throws: ``HostError``: ``HostError/isUniqueViolation`` when an order has it already.
    public func setNumber(_ number: String) throws {
        try HostError.check(Text.with(number) { totem_set_number(raw, $0) })
    }

    /// A setting of the plugin, with the defaults of its manifest; nil when it is not set or of another type.
    public func setting(_ name: StaticString, as type: Int64.Type = Int64.self) -> Int64? {
        guard totem_setting_kind(raw, Text.pointer(name)) == TOTEM_INTEGER else { return nil }
        return totem_setting_i64(raw, Text.pointer(name), 0)
    }

    /// The same of a number that need not be whole.
    public func setting(_ name: StaticString, as type: Double.Type) -> Double? {
        switch Int(totem_setting_kind(raw, Text.pointer(name))) {
        case TOTEM_INTEGER, TOTEM_REAL: totem_setting_f64(raw, Text.pointer(name), 0)
        default: nil
        }
    }

    public func setting(_ name: StaticString, as type: Bool.Type) -> Bool? {
        guard totem_setting_kind(raw, Text.pointer(name)) == TOTEM_BOOLEAN else { return nil }
        return totem_setting_bool(raw, Text.pointer(name), false)
    }

    public func setting(_ name: StaticString, as type: String.Type) -> String? {
        Optional(totem_setting_str(raw, Text.pointer(name), totem_str(ptr: nil, len: 0)))
    }

    /// What was wrong with the last function of this call that threw a ``HostError``, in words.
    public var lastError: String { String(totem_last_error(raw)) }

    /// Writes to the daemon's log, with the plugin's name.
    public func log(_ level: LogLevel, _ message: String) {
        _ = Text.with(message) { totem_log(raw, level.rawValue, $0) }
    }
}

public enum LogLevel: UInt32, Sendable {
    case debug
    case info
    case warning
    case error
}
