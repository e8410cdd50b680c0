import TotemStore

/// Writes the rows of a new order, and gives the order as it will be read. Nothing is read back, and answers are waited
/// for only where the next row needs an id: this is what every buyer waits for.
struct OrderWriter {
    let tx: Transaction
    let now: Timestamp
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
    ///   - metadata: what the draft's and the plugins' is together.
    ///   - stockLines: for each line of `allocations`, its place in the cart.
    func write(
        _ draft: OrderDraft,
        _ addresses: Addresses,
        _ metadata: JSONValue?,
        _ stockLines: [Int],
        _ allocations: [StockAllocation]
    ) throws -> Order {
        let cart = draft.cart
        let number = try self.number.value()
        let id = try insertOrder(draft, addresses, number, metadata)
        // Their ids come with those of the items.
        let payments = try insertPayments(draft, of: id)
        let items = try insert(cart.items, of: id)
        for allocation in allocations { try insert(allocation, for: items[stockLines[allocation.line]].id) }
        let adjustments = cart.adjustments.map { $0.naming(items, for: cart.items) }
        for adjustment in adjustments { try insert(adjustment, of: id) }
        let entry = OrderStatusEntry(
            kind: .status,
            status: draft.status.rawValue,
            comment: "Order placed",
            createdAt: now
        )
        try OrderStore.append(entry, to: id, in: tx)
        let sold = stockLines.lazy.map { cart.items[$0] }
        let data = EventData(products: sold.compactMap(\.productID), variants: sold.map(\.variantID))
        try Outbox.append(.orderCommitted, id.value, data, in: tx, at: now)
        return Order(
            id: id,
            number: number,
            userID: draft.userID,
            email: draft.email?.text,
            source: draft.source,
            status: draft.status,
            paymentStatus: draft.paymentStatus,
            fulfilmentStatus: .unfulfilled,
            locale: draft.locale?.text,
            note: draft.note,
            currency: cart.currency,
            items: items,
            adjustments: adjustments,
            totals: cart.totals,
            shippingAddress: draft.shippingAddress,
            billingAddress: draft.billingAddress,
            heldUntil: draft.heldUntil,
            payments: try payments.map { try $0.value() },
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

    /// What is due, and what tenders pay; where they pay all of it, nothing is due.
    private func insertPayments(_ draft: OrderDraft, of order: Order.ID) throws -> [Pending<Payment>] {
        let due = draft.cart.totals.due
        let tenders = draft.cart.adjustments.filter { $0.kind == .tender }
        var payments: [Pending<Payment>] = []
        if due.amount > 0 || tenders.isEmpty {
            payments.append(try PaymentStore.insert(due, by: draft.paymentMethod, for: order, in: tx, at: now))
        }
        for tender in tenders {
            payments.append(
                try PaymentStore.insert(tender: tender.amount, by: tender.source, for: order, in: tx, at: now)
            )
        }
        return payments
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
                INSERT INTO orders (number, user_id, email, source, status, payment_status, buyer_name, buyer_last_name,
                  locale, note, subtotal_amount, discount_amount, fee_amount, shipping_amount, shipping_tax_amount,
                  tax_amount, total_amount, tender_amount, prices_include_tax, currency, shipping_address_id,
                  billing_address_id, cart_id, metadata, held_until, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $24, $25, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                  $20, $21, $22, $26, $23, $23)
                RETURNING id
                """,
                number,
                draft.userID,
                draft.email,
                draft.source,
                buyer.whole,
                buyer.last,
                draft.locale,
                draft.note,
                totals.subtotal.amount,
                totals.discount.amount,
                totals.fees.amount,
                totals.shipping.amount,
                totals.shippingTax.amount,
                totals.tax.amount,
                totals.total.amount,
                totals.tenders.amount,
                totals.pricesIncludeTax,
                draft.cart.currency,
                try addresses.shipping?.value(),
                try addresses.billing?.value(),
                draft.cart.id,
                try metadata.map { try $0.text() },
                now,
                draft.status,
                draft.paymentStatus,
                draft.heldUntil
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

    /// A part of another line is written after it: its id is waited for.
    private func insert(_ items: [CartItem], of order: Order.ID) throws -> [OrderItem] {
        var ids: [CartItem.ID: Pending<Int64>] = [:]
        var parents: [CartItem.ID: OrderItem.ID] = [:]
        for item in items {
            if let parent = item.parentID, parents[parent] == nil {
                parents[parent] = try ids[parent].map { OrderItem.ID(try $0.value()) }
            }
            ids[item.id] = try insert(item, partOf: item.parentID.flatMap { parents[$0] }, of: order)
        }
        return try items.map { item in
            guard let id = ids[item.id] else { preconditionFailure("a line without a row") }
            return OrderItem(item, id: OrderItem.ID(try id.value()), parent: item.parentID.flatMap { parents[$0] })
        }
    }

    private func insert(_ item: CartItem, partOf parent: OrderItem.ID?, of order: Order.ID) throws -> Pending<Int64> {
        try tx.insertLater(
            """
            INSERT INTO order_items (order_id, parent_id, product_id, variant_id, sku, name, quantity, price, total,
              discount_amount, tax_amount, tax_class, properties, ships)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id
            """,
            order,
            parent,
            item.productID,
            item.variantID,
            item.sku,
            item.name,
            item.quantity,
            item.price.amount,
            item.total.amount,
            item.discount.amount,
            item.tax.amount,
            item.taxClass,
            item.properties.text,
            item.ships
        )
    }

    private func insert(_ allocation: StockAllocation, for item: OrderItem.ID) throws {
        try tx.executeLater(
            "INSERT INTO order_allocations (order_item_id, inventory_id, quantity) VALUES ($1, $2, $3)",
            item,
            allocation.stockID,
            allocation.quantity
        )
    }

    private func insert(_ adjustment: Adjustment, of order: Order.ID) throws {
        try tx.executeLater(
            """
            INSERT INTO order_adjustments (order_id, order_item_id, kind, source, hook, rule, label, amount, nanoseconds,
              shares)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            order,
            adjustment.itemID,
            adjustment.kind,
            adjustment.source,
            adjustment.hook,
            adjustment.rule,
            adjustment.label,
            adjustment.amount.amount,
            adjustment.nanoseconds,
            adjustment.keptShares
        )
    }
}

extension Adjustment {
    /// An adjustment of a kept order names the order's line where the cart's named the cart's.
    fileprivate func naming(_ items: [OrderItem], for lines: [CartItem]) -> Adjustment {
        guard let line = lines.firstIndex(where: { $0.id == itemID }) else { return self }
        var adjustment = self
        adjustment.itemID = CartItem.ID(items[line].id.value)
        return adjustment
    }
}

extension OrderItem {
    fileprivate init(_ item: CartItem, id: ID, parent: ID?) {
        self.init(
            id: id,
            parentID: parent,
            productID: item.productID,
            variantID: item.variantID,
            sku: item.sku,
            name: item.name,
            quantity: item.quantity,
            price: item.price,
            total: item.total,
            discount: item.discount,
            tax: item.tax,
            taxClass: item.taxClass,
            properties: item.properties,
            ships: item.ships
        )
    }
}
