internal import CTotem

extension Line {
    /// Whether discounts can be taken off it, and its share of those of the whole cart.
    public var takesDiscounts: Bool { flags & UInt32(TOTEM_LINE_NO_DISCOUNT) == 0 }
    /// Whether it costs nothing, whatever its price is.
    public var isGift: Bool { flags & UInt32(TOTEM_LINE_GIFT) != 0 }
    /// Whether something of it is sent.
    public var ships: Bool { flags & UInt32(TOTEM_LINE_NO_SHIPPING) == 0 }
    /// Whether it is taxed.
    public var isTaxed: Bool { flags & UInt32(TOTEM_LINE_NO_TAX) == 0 }
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
