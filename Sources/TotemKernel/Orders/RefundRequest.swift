/// What is to be given back: an amount, or units of lines and shipping.
public struct RefundRequest: Sendable {
    /// Money alone; nil where the lines and the shipping say how much.
    public let amount: Money?
    public let items: [Item]
    /// Of what was paid for shipping, its added tax included.
    public let shipping: Money?
    public let reason: String

    /// Units of one line of the order.
    public struct Item: Sendable {
        public let id: OrderItem.ID
        public let quantity: Quantity
        /// Whether their stock goes back to where it came from.
        public let restock: Bool

        public init(id: OrderItem.ID, quantity: Quantity, restock: Bool) {
            self.id = id
            self.quantity = quantity
            self.restock = restock
        }
    }

    package static let reasonRule = TextRule(0...500, allowsLines: true)

    /// - Throws: ``KernelError`` naming the fields that are bad or don't go together.
    public init(
        amount: Money? = nil,
        items: [Item] = [],
        shipping: Money? = nil,
        reason: String = ""
    ) throws(KernelError) {
        var check = FieldCheck()
        check.text(reason, "reason", Self.reasonRule)
        if amount != nil, !items.isEmpty || shipping != nil {
            check.object("amount", "must be left out where items or shipping_amount say how much it is")
        }
        if amount == nil, items.isEmpty, shipping == nil {
            check.object("amount", "must say how much is given back, or name items or shipping_amount instead")
        }
        for (index, item) in items.enumerated() where items[..<index].contains(where: { $0.id == item.id }) {
            check.object("items[\(index)].id", "is named twice; write its units in one")
        }
        guard check.isPassed else { throw check.error }
        self.amount = amount
        self.items = items
        self.shipping = shipping
        self.reason = reason
    }
}
