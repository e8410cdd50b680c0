import TotemStore

/// The lines of a new order, and the payments that travel with them.
extension OrderWriter {
    /// In the order of the cart. A part of another line needs the id of that line: it begins another batch.
    func insertPaymentsAndItems(_ draft: OrderDraft, of order: Order.ID) throws -> ([Payment], [OrderItem]) {
        let lines = draft.cart.items
        var (payments, ids) = try tx.together { batch in
            (
                try insertPayments(draft, of: order, in: batch),
                try insertItems(after: [], lines, of: order, in: batch)
            )
        }
        while ids.count < lines.count {
            let more = try tx.together { batch in try insertItems(after: ids, lines, of: order, in: batch) }
            precondition(!more.isEmpty, "a line that is a part of none before it")
            ids += more
        }
        let items = lines.indices.map { OrderItem(lines[$0], id: ids[$0], parent: lines.parent(of: $0, among: ids)) }
        return (payments, items)
    }

    /// Inserts the lines after those that have ids, up to the first that is a part of one that has none yet.
    private func insertItems(
        after ids: [OrderItem.ID],
        _ lines: [CartItem],
        of order: Order.ID,
        in batch: Batch
    ) throws -> Queued<[OrderItem.ID]> {
        var inserted: [Queued<OrderItem.ID>] = []
        inserted.reserveCapacity(lines.count - ids.count)
        for place in ids.count..<lines.count {
            let parent = lines.parent(of: place, among: ids)
            guard parent != nil || lines[place].parentID == nil else { break }
            inserted.append(try insert(lines[place], partOf: parent, of: order, in: batch))
        }
        return .all(inserted)
    }

    private func insert(
        _ item: CartItem,
        partOf parent: OrderItem.ID?,
        of order: Order.ID,
        in batch: Batch
    ) throws -> Queued<OrderItem.ID> {
        try batch.insert(
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
        ).map { OrderItem.ID($0) }
    }
}

extension [CartItem] {
    /// The order's line that the one in this place is a part of; nil: of none, or of one that has no id yet.
    fileprivate func parent(of place: Int, among ids: [OrderItem.ID]) -> OrderItem.ID? {
        guard let parent = self[place].parentID else { return nil }
        return self[..<ids.count].lastIndex { $0.id == parent }.map { ids[$0] }
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
