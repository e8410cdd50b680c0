import TotemStore

/// Writes the rows of a new order, and gives the order as it will be read. Nothing is read back, and answers are waited
/// for only where the next row needs an id: this is what every buyer waits for.
struct OrderWriter {
    let tx: Transaction
    let now: Timestamp
    let actor: Actor
    /// Counted beside the addresses, on whose ids the order waits anyway.
    let number: Pending<String>

    /// The rows of an order's addresses.
    struct Addresses {
        let shipping: Pending<Int64>?
        let billing: Pending<Int64>?
    }

    func writeAddresses(_ draft: OrderDraft) throws -> Addresses {
        let shipping = try draft.shippingAddress.map(insert)
        let billing = draft.billingAddress == draft.shippingAddress ? shipping : try draft.billingAddress.map(insert)
        return Addresses(shipping: shipping, billing: billing)
    }

    /// - Parameters:
    ///   - stockLines: for each line of `allocations`, its place in the cart.
    func write(
        _ draft: OrderDraft,
        _ addresses: Addresses,
        _ method: PaymentMethod,
        _ metadata: JSONValue?,
        _ stockLines: [Int],
        _ allocations: [StockAllocation]
    ) throws -> Order {
        let cart = draft.cart
        let number = try self.number.value()
        let id = try insertOrder(draft, addresses, number, metadata)
        // Its id comes with those of the items.
        let payment = try PaymentStore.authorize(cart.totals.total, by: method, for: id, in: tx, at: now)
        let items = try insert(cart.items, of: id)
        for allocation in allocations { try insert(allocation, for: items[stockLines[allocation.line]].id) }
        for adjustment in cart.adjustments { try insert(adjustment, of: id, cart, items) }
        let entry = OrderStatusEntry(
            kind: .status,
            status: OrderStatus.open.rawValue,
            comment: "Order placed",
            createdAt: now
        )
        try OrderStore.append(entry, to: id, in: tx)
        try Outbox.append(.orderCommitted, id.value, in: tx, at: now)
        return Order(
            id: id,
            number: number,
            userID: actor.userID,
            email: draft.email,
            source: .storefront,
            status: .open,
            paymentStatus: .authorized,
            fulfilmentStatus: .unfulfilled,
            locale: nil,
            note: nil,
            currency: cart.currency,
            pricesIncludeTax: false,
            items: items,
            adjustments: cart.adjustments,
            totals: cart.totals,
            shippingTax: .zero(cart.currency),
            shippingAddress: draft.shippingAddress,
            billingAddress: draft.billingAddress,
            heldUntil: nil,
            payments: [try payment.value()],
            refunds: [],
            fulfilments: [],
            holds: [],
            notes: [],
            history: [entry],
            metadata: metadata,
            createdAt: now,
            updatedAt: now
        )
    }

    private func insertOrder(
        _ draft: OrderDraft,
        _ addresses: Addresses,
        _ number: String,
        _ metadata: JSONValue?
    ) throws -> Order.ID {
        let totals = draft.cart.totals
        let buyer = BuyerName(draft.shippingAddress ?? draft.billingAddress)
        let id = try OrderNumber.inserting(number) {
            try tx.insert(
                """
                INSERT INTO orders (number, user_id, email, status, payment_status, buyer_name, buyer_last_name, subtotal_amount,
                  total_amount, tax_amount, shipping_amount, discount_amount, currency, shipping_address_id, billing_address_id,
                  metadata, created_at, updated_at)
                VALUES ($1, $2, $3, 'open', 'authorized', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15) RETURNING id
                """,
                number,
                actor.userID,
                draft.email,
                buyer.whole,
                buyer.last,
                totals.subtotal.amount,
                totals.total.amount,
                totals.tax.amount,
                totals.shipping.amount,
                totals.discount.amount,
                draft.cart.currency,
                try addresses.shipping?.value(),
                try addresses.billing?.value(),
                try metadata.map { try $0.text() },
                now
            )
        }
        return Order.ID(id)
    }

    private func insert(_ address: Address) throws -> Pending<Int64> {
        try tx.insertLater(
            """
            INSERT INTO order_addresses (first_name, last_name, company, phone, tax_id, address_line1, address_line2,
              city, state, postal_code, country)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
            """,
            address.firstName,
            address.lastName,
            address.company,
            address.phone,
            address.taxID,
            address.addressLine1,
            address.addressLine2,
            address.city,
            address.state,
            address.postalCode,
            address.country
        )
    }

    private func insert(_ items: [CartItem], of order: Order.ID) throws -> [OrderItem] {
        let ids = try items.map { item in
            try tx.insertLater(
                """
                INSERT INTO order_items (order_id, product_id, variant_id, sku, name, quantity, price, total)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
                """,
                order,
                item.productID,
                item.variantID,
                item.sku,
                item.name,
                item.quantity,
                item.price.amount,
                item.total.amount
            )
        }
        return try zip(items, ids).map { item, id in
            OrderItem(
                id: OrderItem.ID(try id.value()),
                parentID: nil,
                productID: item.productID,
                variantID: item.variantID,
                sku: item.sku,
                name: item.name,
                quantity: item.quantity,
                price: item.price,
                total: item.total,
                discount: .zero(item.total.currency),
                tax: .zero(item.total.currency),
                taxClass: nil,
                properties: nil,
                ships: true
            )
        }
    }

    private func insert(_ allocation: StockAllocation, for item: OrderItem.ID) throws {
        try tx.executeLater(
            "INSERT INTO order_allocations (order_item_id, inventory_id, quantity) VALUES ($1, $2, $3)",
            item,
            allocation.stockID,
            allocation.quantity
        )
    }

    private func insert(_ adjustment: Adjustment, of order: Order.ID, _ cart: Cart, _ items: [OrderItem]) throws {
        let line = cart.items.firstIndex { $0.id == adjustment.itemID }
        try tx.executeLater(
            """
            INSERT INTO order_adjustments (order_id, order_item_id, kind, source, hook, rule, label, amount, nanoseconds)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            order,
            line.map { items[$0].id },
            adjustment.kind.rawValue,
            adjustment.source,
            adjustment.hook,
            adjustment.rule,
            adjustment.label,
            adjustment.amount.amount,
            adjustment.nanoseconds
        )
    }
}
