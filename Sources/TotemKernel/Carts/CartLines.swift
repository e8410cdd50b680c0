public import TotemStore

extension CartStore {
    /// Lines that a cart may have. A wholesaler's longest orders have more than a thousand.
    public static let largestLineCount = 2000

    /// Adds a line. One that is there already, with equal properties and no part of another, grows.
    /// - Throws: ``KernelError``: not found, the cart became an order, the thing is unknown, not on sale or comes in
    ///   variants, there are too many lines or units, the line that it is to be a part of is none, or a plugin's veto.
    public static func add(
        _ request: LineRequest,
        to token: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let record = try open(token, in: tx)
        let lines = try changedLines([request], in: record, hasLines: true, HookCall(tx, context))
        return try changed(record, "lines", in: tx, context) { batch in try write(lines, into: record, in: batch) }
    }

    /// Changes a line; what is nil stays as it is.
    /// - Throws: ``KernelError``: not found for the cart or its line, the cart became an order, or a plugin's veto.
    public static func change(
        _ item: CartItem.ID,
        quantity: Quantity?,
        properties: LineProperties?,
        in token: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let record = try open(token, in: tx)
        try refuseLineOfPlugin(item, of: record, in: tx, context)
        guard var change = try unchanged(item, of: record.id, in: tx) else {
            throw KernelError.notFound("line \(item) in this cart")
        }
        change.quantity = quantity ?? change.quantity
        change.properties = properties ?? change.properties
        let valid = try record.validated([change], in: HookCall(tx, context))[0]
        return try changed(record, "lines", in: tx, context) { batch in
            try batch.execute(
                "UPDATE cart_items SET quantity = $2, properties = $3 WHERE id = $1",
                item,
                valid.quantity,
                valid.properties.text
            )
        }
    }

    /// A line, as a change that changes nothing yet; nil when the cart has none such.
    private static func unchanged(_ item: CartItem.ID, of cart: Cart.ID, in tx: Transaction) throws -> ItemChange? {
        try tx.first(
            """
            SELECT quantity, properties, product_id, variant_id, sku, parent_id, flags FROM cart_items
            WHERE id = $1 AND cart_id = $2
            """,
            item,
            cart
        ) { row in
            let quantity: Quantity = try row.get(0)
            let properties = try LineProperties(kept: try row.get(1))
            return ItemChange(
                line: item,
                product: try row.get(2),
                variant: try row.get(3),
                sku: try row.get(4),
                parent: try row.get(5),
                flags: try row.get(6),
                quantityBefore: quantity.value,
                quantity: quantity,
                propertiesBefore: properties,
                properties: properties,
                path: ""
            )
        }
    }

    /// Takes a line out, and with it what is a part of it. Of a plugin's lines only those that are not on sale any more, which keep the
    /// cart from being bought.
    /// - Throws: ``KernelError``: not found for the cart or its line, or the cart became an order.
    public static func remove(
        _ item: CartItem.ID,
        from token: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let (record, rows) = try openWithRows(token, in: tx)
        if let line = rows.lines.first(where: { $0.id == item }), line.offer != nil {
            try refuseLineOfPlugin(item, of: record, in: tx, context)
        }
        let removed = try tx.execute("DELETE FROM cart_items WHERE id = $1 AND cart_id = $2", item, record.id)
        guard removed == 1 else { throw KernelError.notFound("line \(item) in this cart") }
        return try changed(record, "lines", in: tx, context) { _ in }
    }

    /// - Throws: ``KernelError``: a conflict where a plugin that is on has put the line in.
    private static func refuseLineOfPlugin(
        _ item: CartItem.ID,
        of record: CartRecord,
        in tx: Transaction,
        _ context: RequestContext
    ) throws {
        let makers = context.hooks.plugins(having: CartLines.self)
        guard !makers.isEmpty else { return }
        let plugin = try tx.first(
            "SELECT plugin FROM cart_items WHERE id = $1 AND cart_id = $2",
            item,
            record.id
        ) { row in try row.get(0, as: String?.self) }
        guard let plugin = plugin ?? nil, makers.contains(plugin) else { return }
        throw KernelError.lineOfPlugin(item, plugin)
    }

    /// The lines that are new, and those that grow, when these are put in beside those of the cart. Equal ones are one line.
    /// - Parameter hasLines: false for a cart that is new: nobody asks for what it can't have.
    static func changedLines(
        _ requests: [LineRequest],
        in record: CartRecord,
        hasLines: Bool,
        _ call: HookCall
    ) throws -> [Basket.Line] {
        let (kept, subjects) = try call.tx.together { batch in
            (
                try keptLines(of: hasLines ? record.id : nil, in: batch),
                try LineSubject.find(requests, in: batch)
            )
        }
        var basket = Basket(kept)
        for (request, subject) in zip(requests, subjects) { try basket.put(subject, request) }
        guard basket.count <= largestLineCount else { throw KernelError.cartFull }
        if call.hears(CartItemValidate.self) { basket.apply(try record.validated(basket.changes, in: call)) }
        return basket.changed
    }

    static func write(_ lines: [Basket.Line], into record: CartRecord, in batch: Batch) throws {
        for line in lines { try write(line, into: record, in: batch) }
    }

    private static func write(_ line: Basket.Line, into record: CartRecord, in batch: Batch) throws {
        if let id = line.id {
            try batch.execute(
                "UPDATE cart_items SET quantity = $2, sku = $3, name = $4, properties = $5 WHERE id = $1",
                id,
                line.quantity,
                line.subject.sku,
                line.subject.name,
                line.request.properties.text
            )
        } else {
            try batch.execute(
                """
                INSERT INTO cart_items (cart_id, parent_id, product_id, variant_id, sku, name, quantity, properties, flags)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                record.id,
                line.request.parent,
                line.subject.product,
                line.subject.variant,
                line.subject.sku,
                line.subject.name,
                line.quantity,
                line.request.properties.text,
                line.request.flags
            )
        }
    }

    private static func keptLines(of cart: Cart.ID?, in batch: Batch) throws -> Queued<[Basket.KeptLine]> {
        guard let cart else { return Queued([]) }
        return try batch.query(
            """
            SELECT id, parent_id, quantity, product_id, variant_id, properties, flags, plugin
            FROM cart_items WHERE cart_id = $1 ORDER BY id
            """,
            cart
        ) { row in
            Basket.KeptLine(
                id: try row.get(0),
                isPart: try row.get(1, as: CartItem.ID?.self) != nil,
                quantity: try row.get(2),
                likeness: Basket.Likeness(
                    product: try row.get(3),
                    variant: try row.get(4),
                    properties: try row.get(5),
                    flags: try row.get(6)
                ),
                isOfPlugin: try row.get(7, as: String?.self) != nil
            )
        }
    }
}

extension KernelError {
    fileprivate static func lineOfPlugin(_ line: CartItem.ID, _ plugin: String) -> KernelError {
        KernelError(
            .conflict,
            "line-of-plugin",
            "The line \(line) was put in by the plugin \(plugin), which alone changes it and takes it out: change what it "
                + "came with."
        )
    }

    static var cartFull: KernelError {
        KernelError(.conflict, "cart-full", "A cart holds at most \(CartStore.largestLineCount) lines.")
    }
}
