internal import CTotem

/// One call of a hook or route. It ends when the closure returns, and belongs to the thread that it runs on.
public struct Call {
    let raw: UnsafeMutablePointer<totem_call>

    init(_ raw: UnsafeMutablePointer<totem_call>) {
        self.raw = raw
    }

    /// The time of the request: milliseconds since 1970-01-01T00:00:00Z.
    public var now: Int64 { totem_now(raw) }

    /// Takes an amount in minor units off the whole cart. Only in `cart.discounts`.
    /// - Parameter rule: the plugin's own name for the reason, such as a code.
    /// - Throws: ``HostError`` when it is more than is left, or not above zero.
    public func takeOff(_ amount: Int64, label: String, rule: String? = nil) throws {
        try takeOff(amount, line: 0, label, rule)
    }

    /// Takes an amount in minor units off one line. Only in `cart.discounts`.
    public func takeOff(_ amount: Int64, of line: Line, label: String, rule: String? = nil) throws {
        try takeOff(amount, line: line.id, label, rule)
    }

    /// Charges an amount in minor units beside lines and shipping. Only in `cart.fees`.
    /// - Parameter taxClass: of what is charged for; nil: the usual one.
    public func addFee(_ amount: Int64, label: String, rule: String? = nil, taxClass: String? = nil) throws {
        let status = Text.with(label) { label in
            Text.with(rule) { rule in
                Text.with(taxClass) { taxClass in
                    var fee = totem_fee()
                    fee.size = UInt32(MemoryLayout<totem_fee>.size)
                    fee.amount = amount
                    fee.label = label
                    fee.rule = rule
                    fee.tax_class = taxClass
                    return totem_add_fee(raw, &fee)
                }
            }
        }
        try HostError.check(status)
    }

    /// The code is this plugin's and good. Only in `cart.code.validate`.
    public func claim() throws { try HostError.check(totem_claim(raw)) }

    /// Keeps a value with the order. Only in `order.placing`.
    /// - Parameter json: JSON text.
    public func setMetadata(_ name: StaticString, json: String) throws {
        try HostError.check(Text.with(json) { totem_set_metadata(raw, Text.pointer(name), $0) })
    }

    /// A setting of the plugin, with the defaults of its manifest; nil when it is not set or of another type.
    public func setting(_ name: StaticString, as type: Int64.Type = Int64.self) -> Int64? {
        guard totem_setting_kind(raw, Text.pointer(name)) == TOTEM_INTEGER else { return nil }
        return totem_setting_i64(raw, Text.pointer(name), 0)
    }

    public func setting(_ name: StaticString, as type: Bool.Type) -> Bool? {
        guard totem_setting_kind(raw, Text.pointer(name)) == TOTEM_BOOLEAN else { return nil }
        return totem_setting_bool(raw, Text.pointer(name), false)
    }

    public func setting(_ name: StaticString, as type: String.Type) -> String? {
        Optional(totem_setting_str(raw, Text.pointer(name), totem_str(ptr: nil, len: 0)))
    }

    /// Writes to the daemon's log, with the plugin's name.
    public func log(_ level: LogLevel, _ message: String) {
        _ = Text.with(message) { totem_log(raw, level.rawValue, $0) }
    }

    private func takeOff(_ amount: Int64, line: Int64, _ label: String, _ rule: String?) throws {
        let status = Text.with(label) { label in
            Text.with(rule) { rule in
                var discount = totem_discount()
                discount.size = UInt32(MemoryLayout<totem_discount>.size)
                discount.line = line
                discount.amount = amount
                discount.label = label
                discount.rule = rule
                return totem_add_discount(raw, &discount)
            }
        }
        try HostError.check(status)
    }
}

public enum LogLevel: UInt32, Sendable {
    case debug
    case info
    case warning
    case error
}
