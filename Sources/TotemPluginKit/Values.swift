internal import CTotem

/// What hooks are given: views of the host's own structs, read in place. They are valid until the hook returns.
/// Amounts are minor units of the cart's currency.
public struct Cart {
    private let raw: UnsafePointer<totem_cart>

    init(_ raw: UnsafePointer<totem_cart>) {
        self.raw = raw
    }

    public var id: Int64 { raw.pointee.id }
    /// Nil: a guest's.
    public var userID: Int64? { raw.pointee.user_id == 0 ? nil : raw.pointee.user_id }
    /// ISO 4217.
    public var currency: String { String(raw.pointee.currency) }
    public var subtotal: Int64 { raw.pointee.subtotal }
    /// Taken off so far, by this hook and by those before it.
    public var discount: Int64 { raw.pointee.discount }
    public var total: Int64 { raw.pointee.total }
    /// The sum of the lines that discounts of the whole cart are taken off.
    public var discountable: Int64 { lines.reduce(0) { $1.takesDiscounts ? $0 + $1.total : $0 } }
    /// What can still be taken off the whole cart.
    public var leftToDiscount: Int64 { lines.reduce(0) { $1.takesDiscounts ? $0 + $1.total - $1.discount : $0 } }
    public var lines: Elements<Line> { Elements(raw.pointee.lines, raw.pointee.line_count, Line.init) }
    /// All claimed codes, those of other plugins too.
    public var codes: Elements<Code> { Elements(raw.pointee.codes, raw.pointee.code_count, Code.init) }
}

public struct Line {
    private let raw: UnsafePointer<totem_line>

    init(_ raw: UnsafePointer<totem_line>) {
        self.raw = raw
    }

    public var id: Int64 { raw.pointee.id }
    public var productID: Int64 { raw.pointee.product_id }
    public var variantID: Int64? { raw.pointee.variant_id == 0 ? nil : raw.pointee.variant_id }
    public var sku: String { String(raw.pointee.sku) }
    public var name: String { String(raw.pointee.name) }
    public var quantity: Int64 { raw.pointee.quantity }
    public var price: Int64 { raw.pointee.price }
    public var total: Int64 { raw.pointee.total }
    public var discount: Int64 { raw.pointee.discount }
    /// Of ``total`` less ``discount``; 0 in `cart.discounts`.
    public var tax: Int64 { raw.pointee.tax }
    /// The id of the line that it is a part of.
    public var parentID: Int64? { raw.pointee.parent == 0 ? nil : raw.pointee.parent }
    /// Whether discounts can be taken off it, and its share of those of the whole cart.
    public var takesDiscounts: Bool { raw.pointee.flags & UInt32(TOTEM_LINE_NO_DISCOUNT) == 0 }
    /// Nil: the usual one.
    public var taxClass: String? { raw.pointee.tax_class.ptr == nil ? nil : String(raw.pointee.tax_class) }
    /// Grams of one unit.
    public var weight: Int64 { raw.pointee.weight }
}

public struct Code {
    private let raw: UnsafePointer<totem_code>

    init(_ raw: UnsafePointer<totem_code>) {
        self.raw = raw
    }

    public var code: String { String(raw.pointee.code) }
    /// The plugin that claimed it.
    public var plugin: String { String(raw.pointee.plugin) }
}

public struct Order {
    private let raw: UnsafePointer<totem_order>

    init(_ raw: UnsafePointer<totem_order>) {
        self.raw = raw
    }

    /// 0 in `order.placing`: it has none yet.
    public var id: Int64 { raw.pointee.id }
    public var userID: Int64? { raw.pointee.user_id == 0 ? nil : raw.pointee.user_id }
    public var email: String { String(raw.pointee.email) }
    public var status: String { String(raw.pointee.status) }
    public var paymentStatus: String { String(raw.pointee.payment_status) }
    public var fulfilmentStatus: String { String(raw.pointee.fulfilment_status) }
    public var currency: String { String(raw.pointee.currency) }
    public var subtotal: Int64 { raw.pointee.subtotal }
    public var discount: Int64 { raw.pointee.discount }
    public var shipping: Int64 { raw.pointee.shipping }
    public var tax: Int64 { raw.pointee.tax }
    public var total: Int64 { raw.pointee.total }
    /// What it was made from; nil in `order.transition`.
    public var cart: Cart? { raw.pointee.cart.map(Cart.init) }
    public var lines: Elements<Line> { Elements(raw.pointee.lines, raw.pointee.line_count, Line.init) }
}

/// An order, one of whose three states goes to the next.
public struct Transition {
    private let raw: UnsafePointer<totem_transition>

    init(_ raw: UnsafePointer<totem_transition>) {
        self.raw = raw
    }

    public var order: Order { Order(raw.pointee.order) }
    /// `status`, `payment` or `fulfilment`.
    public var which: String { String(raw.pointee.which) }
    public var from: String { String(raw.pointee.from) }
    public var to: String { String(raw.pointee.to) }
}

/// An array of the host's, read in place.
public struct Elements<Element>: RandomAccessCollection {
    private let element: (Int) -> Element
    public let endIndex: Int

    init<Raw>(
        _ base: UnsafePointer<UnsafePointer<Raw>?>?,
        _ count: Int,
        _ view: @escaping (UnsafePointer<Raw>) -> Element
    ) {
        endIndex = count
        element = { position in
            guard position >= 0, position < count, let raw = base?[position] else {
                preconditionFailure("index \(position) of \(count) elements")
            }
            return view(raw)
        }
    }

    public var startIndex: Int { 0 }

    public subscript(position: Int) -> Element { element(position) }
}
