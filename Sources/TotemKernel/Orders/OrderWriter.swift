import TotemStore

/// Writes the rows of a new order, and gives the order as it will be read. Nothing is read back, and rows travel together
/// but where the next one needs an id: this is what every buyer waits for.
struct OrderWriter {
    let tx: Transaction
    let now: Timestamp
    /// A plugin's; nil: the next one.
    let number: String?
    let numberPrefix: String

    /// What the order's own row needs of others.
    struct Head {
        let number: OrderNumber.Drawn
        let shippingAddress: Int64?
        let billingAddress: Int64?
    }

    /// Counts the order and writes its addresses.
    func writeHead(_ draft: OrderDraft, in batch: Batch) throws -> Queued<Head> {
        // A plugin's was looked at where the plugin gave it.
        let given = number.map { Queued(OrderNumber.Drawn(number: $0, isTaken: false)) }
        let number = try given ?? OrderNumber.next(prefix: numberPrefix, in: batch)
        let shipping = try insert(draft.shippingAddress, in: batch)
        let isOne = draft.billingAddress == draft.shippingAddress
        let billing = isOne ? shipping : try insert(draft.billingAddress, in: batch)
        return try .combining(number, shipping, billing) { Head(number: $0, shippingAddress: $1, billingAddress: $2) }
    }

    /// - Parameters:
    ///   - metadata: what the draft's and the plugins' is together.
    ///   - stockLines: for each line of `allocations`, its place in the cart.
    ///   - others: writes what belongs to the order elsewhere.
    func write(
        _ draft: OrderDraft,
        _ head: Head,
        _ metadata: JSONValue?,
        _ stockLines: [Int],
        _ allocations: [StockAllocation],
        with others: (Order.ID, Batch) throws -> Void
    ) throws -> Order {
        let (number, id) = try insertOrder(draft, head, metadata)
        let (payments, items) = try insertPaymentsAndItems(draft, of: id)
        let adjustments = draft.cart.adjustments.map { $0.naming(items, for: draft.cart.items) }
        let entry = OrderStatusEntry(
            kind: .status,
            status: draft.status.rawValue,
            comment: "Order placed",
            createdAt: now
        )
        try tx.together { batch in
            for allocation in allocations {
                try insert(allocation, for: items[stockLines[allocation.line]].id, in: batch)
            }
            for adjustment in adjustments { try insert(adjustment, of: id, in: batch) }
            try OrderStore.append(entry, to: id, in: batch)
            try others(id, batch)
        }
        let data = EventData(
            products: stockLines.lazy.map { draft.cart.items[$0].productID },
            variants: stockLines.lazy.map { draft.cart.items[$0].variantID }
        )
        try Outbox.append(.orderCommitted, id.value, data, in: tx, at: now)
        return Order(draft, id, number, items, adjustments, payments, entry, metadata)
    }

    /// What is due, and what tenders pay. An order that costs nothing has no payment.
    func insertPayments(
        _ draft: OrderDraft,
        of order: Order.ID,
        in batch: Batch
    ) throws -> Queued<[Payment]> {
        let due = draft.cart.totals.due
        var payments: [Queued<Payment>] = []
        if due.amount > 0 {
            payments.append(try PaymentStore.insert(due, by: draft.paymentMethod, for: order, in: batch, at: now))
        }
        for tender in draft.cart.adjustments where tender.kind == .tender {
            payments.append(
                try PaymentStore.insert(tender: tender.amount, by: tender.source, for: order, in: batch, at: now)
            )
        }
        return .all(payments)
    }

    private func insertOrder(
        _ draft: OrderDraft,
        _ head: Head,
        _ metadata: JSONValue?
    ) throws -> (number: String, id: Order.ID) {
        let totals = draft.cart.totals
        let buyer = BuyerName(draft.shippingAddress ?? draft.billingAddress)
        let number = try OrderNumber.free(head.number, prefix: numberPrefix, in: tx)
        do {
            let id = try tx.insert(
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
                head.shippingAddress,
                head.billingAddress,
                draft.cart.id,
                metadata?.text(),
                now,
                draft.status,
                draft.paymentStatus,
                draft.heldUntil
            )
            return (number, Order.ID(id))
        } catch let error as StoreError where error.code == .unique {
            // Another transaction has committed an order with this number since: a plugin's.
            throw StoreError(.conflict, "the order number \(number) is taken; take the next")
        }
    }

    private func insert(_ address: Address?, in batch: Batch) throws -> Queued<Int64?> {
        guard let address else { return Queued(nil) }
        return try batch.insert(
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
        ).map { $0 }
    }

    private func insert(_ allocation: StockAllocation, for item: OrderItem.ID, in batch: Batch) throws {
        try batch.execute(
            "INSERT INTO order_allocations (order_item_id, inventory_id, quantity) VALUES ($1, $2, $3)",
            item,
            allocation.stockID,
            allocation.quantity
        )
    }

    private func insert(_ adjustment: Adjustment, of order: Order.ID, in batch: Batch) throws {
        try batch.execute(
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
        guard let itemID, let line = lines.firstIndex(where: { $0.id == itemID }) else { return self }
        var adjustment = self
        adjustment.itemID = CartItem.ID(items[line].id.value)
        return adjustment
    }
}

extension Order {
    /// A new order, as it will be read.
    fileprivate init(
        _ draft: OrderDraft,
        _ id: ID,
        _ number: String,
        _ items: [OrderItem],
        _ adjustments: [Adjustment],
        _ payments: [Payment],
        _ entry: OrderStatusEntry,
        _ metadata: JSONValue?
    ) {
        self.init(
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
            currency: draft.cart.currency,
            items: items,
            adjustments: adjustments,
            totals: draft.cart.totals,
            shippingAddress: draft.shippingAddress,
            billingAddress: draft.billingAddress,
            heldUntil: draft.heldUntil,
            payments: payments,
            refunds: [],
            fulfilments: [],
            holds: [],
            notes: [],
            history: [entry],
            metadata: metadata,
            createdAt: entry.createdAt,
            updatedAt: entry.createdAt
        )
    }
}
