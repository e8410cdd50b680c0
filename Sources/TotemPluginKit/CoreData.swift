internal import CTotem

/// The kinds of things of the core's that plugins read by ids, or keep metadata on.
public enum Thing: String, Sendable {
    case product
    case variant
    case cart
    case order
    case customer
}

/// Units of a line of an order: by themselves, or to be given back.
public struct LineUnits: Sendable {
    public let line: Int64
    public let quantity: Int64
    /// Of a refund: whether their stock goes back.
    public let restocks: Bool

    public init(line: Int64, quantity: Int64, restocks: Bool = false) {
        self.line = line
        self.quantity = quantity
        self.restocks = restocks
    }
}

/// Who carries a fulfilment.
public struct Parcel: Sendable {
    public var carrier: String?
    public var trackingNumber: String?
    public var trackingURL: String?

    public init(carrier: String? = nil, trackingNumber: String? = nil, trackingURL: String? = nil) {
        self.carrier = carrier
        self.trackingNumber = trackingNumber
        self.trackingURL = trackingURL
    }
}

/// The core's data, by its own rules. What needs `permissions.do` of the manifest says so.
extension Call {
    /// A JSON array of those things that there are, in the order of the ids, at most 100; orders and customers need
    /// `customers.read`.
    public func read(_ kind: Thing, _ ids: [Int64]) throws -> String {
        var json = totem_str()
        try HostError.check(kind.rawValue.withCString { totem_read(raw, $0, ids, ids.count, &json) })
        return String(json)
    }

    /// The JSON that the plugin keeps on a thing; nil when that is nothing.
    public func metadata(of kind: Thing, _ id: Int64) throws -> String? {
        var json = totem_str()
        try HostError.check(kind.rawValue.withCString { totem_metadata(raw, $0, id, &json) })
        return Optional(json)
    }

    /// Keeps JSON on a thing, in the place of what was; `null` takes it away.
    public func putMetadata(_ json: String, on kind: Thing, _ id: Int64) throws {
        try HostError.check(
            kind.rawValue.withCString { kind in Text.with(json) { totem_put_metadata(raw, kind, id, $0) } }
        )
    }

    /// So many more of a variant, or of a product that has none; fewer when negative. Needs `stock.adjust`.
    /// - Parameter warehouse: nil: the default one.
    public func adjustStock(of sku: String, by quantity: Int64, in warehouse: Int64? = nil, reason: String) throws {
        try changeStock(sku, TOTEM_STOCK_BY, quantity, warehouse, reason)
    }

    /// So many now.
    public func setStock(of sku: String, to quantity: Int64, in warehouse: Int64? = nil, reason: String) throws {
        try changeStock(sku, TOTEM_STOCK_TO, quantity, warehouse, reason)
    }

    private func changeStock(_ sku: String, _ how: Int, _ quantity: Int64, _ warehouse: Int64?, _ reason: String) throws
    {
        let status = Text.with(sku) { sku in
            Text.with(reason) { reason in
                var change = totem_stock_change()
                change.size = UInt32(MemoryLayout<totem_stock_change>.size)
                change.how = UInt32(how)
                change.sku = sku
                change.warehouse = warehouse ?? 0
                change.quantity = quantity
                change.reason = reason
                return totem_adjust_stock(raw, &change)
            }
        }
        try HostError.check(status)
    }

    /// Writes something down about an order for the shop's staff. Needs `orders.write`, as the next ones do.
    public func addNote(_ text: String, to order: Int64) throws {
        try HostError.check(Text.with(text) { totem_add_note(raw, order, $0) })
    }

    /// Holds an order until ``release(_:_:)``.
    public func hold(_ order: Int64, _ name: String, reason: String) throws {
        try HostError.check(name.withCString { name in Text.with(reason) { totem_hold(raw, order, name, $0) } })
    }

    /// Releases a hold of the plugin's own.
    public func release(_ order: Int64, _ name: String) throws {
        try HostError.check(name.withCString { totem_release(raw, order, $0) })
    }

    /// Takes an order to its next status. Not in hooks in which an order or a cart is being changed; nor the next ones.
    public func move(_ order: Int64, to status: String, comment: String = "") throws {
        try HostError.check(status.withCString { status in Text.with(comment) { totem_move(raw, order, status, $0) } })
    }

    /// Gives money back: an amount, or what lines and shipping come to. Needs `refunds.create`.
    /// - Returns: the refund's id; nil where a payment provider gives it back, who is asked after the commit.
    @discardableResult
    public func refund(
        _ order: Int64,
        amount: Int64 = 0,
        lines: [LineUnits] = [],
        shipping: Int64 = 0,
        reason: String = ""
    ) throws -> Int64? {
        var id: Int64 = 0
        let raws = lines.map { line in
            var units = totem_refund_line()
            units.size = UInt32(MemoryLayout<totem_refund_line>.size)
            units.line = line.line
            units.quantity = line.quantity
            units.restock = line.restocks
            return units
        }
        let status = Structs.withPointers(to: raws) { pointers in
            Text.with(reason) { reason in
                var refund = totem_new_refund()
                refund.size = UInt32(MemoryLayout<totem_new_refund>.size)
                refund.order = order
                refund.amount = amount
                refund.shipping = shipping
                refund.lines = pointers
                refund.line_count = raws.count
                refund.reason = reason
                return totem_refund_order(raw, &refund, &id)
            }
        }
        try HostError.check(status)
        return id == 0 ? nil : id
    }

    /// Sends all that is left of an order, or some of it. Needs `orders.write`.
    /// - Parameters:
    ///   - warehouse: nil: it is not said.
    ///   - status: `pending`, `shipped` or `delivered`.
    /// - Returns: the fulfilment's id.
    @discardableResult
    public func fulfil(
        _ order: Int64,
        lines: [LineUnits] = [],
        from warehouse: Int64? = nil,
        as parcel: Parcel = Parcel(),
        status: String = "shipped"
    ) throws -> Int64 {
        var id: Int64 = 0
        let raws = lines.map { line in
            totem_units(
                size: UInt32(MemoryLayout<totem_units>.size),
                reserved: 0,
                line: line.line,
                quantity: line.quantity
            )
        }
        var fulfilment = totem_new_fulfilment()
        fulfilment.size = UInt32(MemoryLayout<totem_new_fulfilment>.size)
        fulfilment.order = order
        fulfilment.warehouse = warehouse ?? 0
        fulfilment.line_count = raws.count
        let result = Structs.withPointers(to: raws) { pointers in
            fulfilment.lines = pointers
            return Text.with(status) { status in
                fulfilment.status = status
                return Text.with(parcel.carrier) { carrier in
                    fulfilment.carrier = carrier
                    return Text.with(parcel.trackingNumber) { number in
                        fulfilment.tracking_number = number
                        return Text.with(parcel.trackingURL) { url in
                            fulfilment.tracking_url = url
                            return totem_fulfil(raw, &fulfilment, &id)
                        }
                    }
                }
            }
        }
        try HostError.check(result)
        return id
    }
}

/// Arrays at the border.
enum Structs {
    /// Lends structs as the ABI has arrays of them.
    static func withPointers<Raw, Result>(
        to raws: [Raw],
        _ body: (UnsafePointer<UnsafePointer<Raw>?>?) throws -> Result
    ) rethrows -> Result {
        try raws.withUnsafeBufferPointer { raws in
            let pointers = raws.indices.map { index in raws.baseAddress.map { $0 + index } }
            return try pointers.withUnsafeBufferPointer { try body($0.baseAddress) }
        }
    }
}
