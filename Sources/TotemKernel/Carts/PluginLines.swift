public import TotemStore

/// `cart.lines`: a buyer has changed a cart. The answer is what plugins do to lines of their own.
public struct CartLines: Hook {
    public static var unheard: [PluginLineChange] { [] }

    /// As it is priced with the change.
    public let cart: Cart
}

/// What a plugin does to a line of its own.
public struct PluginLineChange: Sendable {
    public let plugin: String
    /// The plugin's own name for the line.
    public let key: String
    /// Nil: it goes.
    public let line: PluginLine?

    public init(of plugin: String, _ key: String, _ line: PluginLine?) {
        self.plugin = plugin
        self.key = key
        self.line = line
    }
}

/// A line that a plugin puts into a cart, checked.
public struct PluginLine: Sendable {
    /// Bytes of a key.
    public static let largestKey = 100
    /// Of one plugin in one cart.
    public static let largestCount = 100

    let request: LineRequest
    let subject: LineSubject

    /// - Throws: ``KernelError`` naming what is wrong: nothing on sale has the SKU, the parent is no line of its buyer's, …
    public init(
        sku: String,
        quantity: Int64,
        parent: CartItem.ID?,
        properties: LineProperties,
        flags: LineFlags,
        for cart: Cart,
        in tx: Transaction
    ) throws {
        guard LineFlags.all.isSuperset(of: flags) else {
            throw KernelError.invalid("flags", "must be those that there are, not \(flags.rawValue)")
        }
        if let parent {
            guard let line = cart.items.first(where: { $0.id == parent }), line.plugin == nil, line.parentID == nil
            else {
                throw KernelError.invalid("parent", "names no line of the cart's buyer, or a part of one")
            }
        }
        let request = LineRequest(
            .sku(sku),
            quantity: try Quantity(quantity, field: "quantity"),
            properties: properties,
            parent: parent,
            flags: flags
        )
        self.request = request
        subject = try tx.together { batch in try LineSubject.find([request], in: batch) }[0]
    }

    /// Whether a line that is there is this one but for what can be changed in place.
    fileprivate func isSameThing(as item: CartItem) -> Bool {
        item.productID == subject.product && item.variantID == subject.variant && item.parentID == request.parent
    }

    fileprivate func isEqual(to item: CartItem) -> Bool {
        isSameThing(as: item) && item.quantity == request.quantity && item.flags == request.flags
            && item.properties.text == request.properties.text
    }
}

extension CartStore {
    /// Lets plugins put lines of their own in, change and take them out, after a change by the cart's buyer. Those of plugins
    /// that are not there any more go, and those of things that are not on sale any more.
    static func arranged(
        _ cart: Cart,
        _ record: CartRecord,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let steps = PluginLineSteps(try HookCall(tx, context).run(CartLines(cart: cart)), in: cart)
        guard !steps.isEmpty else { return cart }
        guard cart.items.count + steps.growth <= largestLineCount else { throw KernelError.cartFull }
        return try priced(record, in: tx, context) { batch in try steps.write(to: record, in: batch) }
    }
}

extension Cart {
    /// Lines of plugins that can't be bought: nobody is offered them.
    var goneLinesOfPlugins: [CartItem] { items.filter { $0.plugin != nil && !$0.isAvailable } }

    /// What keeps the cart from being bought: its buyer's lines, and those that a plugin which is on has put in. These were promised
    /// too, so the rest is not sold without them in silence; what a plugin that is off has put in is nobody's promise.
    func linesOffSale(among hooks: any HookSet) -> [CartItem] {
        let gone = items.filter { !$0.isAvailable }
        guard gone.contains(where: { $0.plugin != nil }) else { return gone }
        let makers = hooks.plugins(having: CartLines.self)
        return gone.filter { line in line.plugin.map(makers.contains) ?? true }
    }

    /// The line that a line is a part of.
    func parent(of item: CartItem) -> CartItem? {
        item.parentID.flatMap { id in items.first { $0.id == id } }
    }

    /// The cart as an order is made of it. Its lines have no prices yet.
    var withoutGoneLinesOfPlugins: Cart {
        var cart = self
        cart.items.removeAll { $0.plugin != nil && !$0.isAvailable }
        return cart
    }
}

/// What is to be written for the changes of plugins: nothing for what is as they want it already.
private struct PluginLineSteps {
    private struct Name: Hashable {
        let plugin: String
        let key: String
    }

    private var deleted: [CartItem.ID] = []
    private var changed: [(line: CartItem.ID, PluginLine)] = []
    private var inserted: [(Name, PluginLine)] = []

    init(_ changes: [PluginLineChange], in cart: Cart) {
        deleted = cart.goneLinesOfPlugins.map(\.id)
        var kept: [Name: CartItem] = [:]
        for item in cart.items where item.isAvailable {
            guard let plugin = item.plugin, let key = item.pluginKey else { continue }
            kept[Name(plugin: plugin, key: key)] = item
        }
        var names: [Name] = []
        var wished: [Name: PluginLine?] = [:]
        for change in changes {
            let name = Name(plugin: change.plugin, key: change.key)
            if wished.updateValue(change.line, forKey: name) == nil { names.append(name) }
        }
        for name in names { take(wished[name] ?? nil, name, kept[name]) }
    }

    private mutating func take(_ line: PluginLine?, _ name: Name, _ old: CartItem?) {
        guard let line else {
            if let old { deleted.append(old.id) }
            return
        }
        guard let old else { return inserted.append((name, line)) }
        if line.isEqual(to: old) { return }
        if line.isSameThing(as: old) { return changed.append((old.id, line)) }
        deleted.append(old.id)
        inserted.append((name, line))
    }

    var isEmpty: Bool { deleted.isEmpty && changed.isEmpty && inserted.isEmpty }
    var growth: Int { inserted.count - deleted.count }

    func write(to record: CartRecord, in batch: Batch) throws {
        for id in deleted { try batch.execute("DELETE FROM cart_items WHERE id = $1", id) }
        for (id, line) in changed {
            try batch.execute(
                "UPDATE cart_items SET quantity = $2, properties = $3, flags = $4 WHERE id = $1",
                id,
                line.request.quantity,
                line.request.properties.text,
                line.request.flags
            )
        }
        for (name, line) in inserted {
            try batch.execute(
                """
                INSERT INTO cart_items (cart_id, parent_id, product_id, variant_id, sku, name, quantity, properties, flags,
                  plugin, plugin_key)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                """,
                record.id,
                line.request.parent,
                line.subject.product,
                line.subject.variant,
                line.subject.sku,
                line.subject.name,
                line.request.quantity,
                line.request.properties.text,
                line.request.flags,
                name.plugin,
                name.key
            )
        }
    }
}
