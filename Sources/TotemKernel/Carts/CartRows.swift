import TotemStore

/// What is in a cart, with the rules that it is priced by.
struct CartRows {
    let settings: SettingValues
    let lines: [Line]
    let codes: [CartCode]

    /// Those of the cart with this token; none where there is no such cart.
    static func read(_ token: String, in batch: Batch) throws -> Queued<CartRows> {
        try .combining(
            try StoreSettings.values(in: batch),
            try lines(of: token, in: batch),
            try codes(of: token, in: batch)
        ) { CartRows(settings: $0, lines: $1, codes: $2) }
    }

    /// A line with today's name and price, in minor units: the variant's where there is one. What was deleted, or is not on
    /// sale, is as it was when the buyer put it in, and costs nothing.
    struct Line {
        let id: CartItem.ID
        let parent: CartItem.ID?
        let product: Product.ID
        let variant: ProductVariant.ID?
        let quantity: Quantity
        let properties: LineProperties
        let flags: LineFlags
        let sku: String
        let name: String
        /// Nil when it can't be bought.
        let offer: Offer?
        /// The plugin that has put it in, and its own name for it.
        let plugin: String?
        let pluginKey: String?

        /// - Parameter makers: the plugins that are there for their lines. Those of others can't be bought.
        func item(in currency: Currency, from makers: Set<String>) throws -> CartItem {
            let offer = plugin.map(makers.contains) == false ? nil : self.offer
            let price = Money(flags.contains(.gift) ? 0 : offer?.price ?? 0, currency)
            return CartItem(
                id: id,
                parentID: parent,
                productID: product,
                variantID: variant,
                sku: sku,
                name: name,
                quantity: quantity,
                price: price,
                total: try price * quantity,
                discount: .zero(currency),
                tax: .zero(currency),
                taxClass: offer?.taxClass,
                weight: offer?.weight ?? 0,
                properties: properties,
                flags: flags,
                managesStock: offer?.managesStock ?? false,
                isAvailable: offer != nil,
                plugin: plugin,
                pluginKey: pluginKey,
                catalogPrice: price.amount
            )
        }
    }

    /// The plugins that are there for the lines that they have put in.
    func makers(among hooks: any HookSet) -> Set<String> {
        lines.contains { $0.plugin != nil } ? Set(hooks.plugins(having: CartLines.self)) : []
    }

    /// In the order in which they were added.
    private static func lines(of token: String, in batch: Batch) throws -> Queued<[Line]> {
        try batch.query(
            """
            SELECT CASE WHEN products.is_active = 1 AND (product_variants.id IS NOT NULL OR (cart_items.variant_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM product_variants AS form WHERE form.product_id = products.id)))
              THEN 1 ELSE 0 END,
              COALESCE(product_variants.price, products.price),
              COALESCE(product_variants.weight, products.weight),
              COALESCE(product_variants.manages_stock, products.manages_stock),
              COALESCE(product_variants.tax_class, products.tax_class),
              COALESCE(product_variants.sku, products.sku), products.name,
              cart_items.sku, cart_items.name, cart_items.id, cart_items.parent_id, cart_items.product_id,
              cart_items.variant_id, cart_items.quantity, cart_items.properties, cart_items.flags, cart_items.plugin,
              cart_items.plugin_key
            FROM carts JOIN cart_items ON cart_items.cart_id = carts.id
            LEFT JOIN products ON products.id = cart_items.product_id
            LEFT JOIN product_variants ON product_variants.id = cart_items.variant_id
            WHERE carts.token = $1 ORDER BY cart_items.id
            """,
            token
        ) { row in
            let isOnSale: Bool = try row.get(0)
            return Line(
                id: try row.get(9),
                parent: try row.get(10),
                product: try row.get(11),
                variant: try row.get(12),
                quantity: try row.get(13),
                properties: try LineProperties(kept: try row.get(14)),
                flags: try row.get(15),
                sku: try row.get(isOnSale ? 5 : 7),
                name: try row.get(isOnSale ? 6 : 8),
                offer: isOnSale ? try Offer(row, from: 1) : nil,
                plugin: try row.get(16),
                pluginKey: try row.get(17)
            )
        }
    }

    static func codes(of token: String, in batch: Batch) throws -> Queued<[CartCode]> {
        try batch.query(
            """
            SELECT cart_codes.code, cart_codes.plugin FROM carts JOIN cart_codes ON cart_codes.cart_id = carts.id
            WHERE carts.token = $1 ORDER BY cart_codes.id
            """,
            token
        ) { row in CartCode(code: try row.get(0), plugin: try row.get(1)) }
    }
}

/// What one unit of something that is on sale is sold for.
struct Offer {
    /// Minor units.
    let price: Int64
    /// Grams.
    let weight: Int64
    let managesStock: Bool
    let taxClass: String?

    /// - Parameter first: where its columns begin: `price`, `weight`, `manages_stock`, `tax_class`.
    init(_ row: Row, from first: Int) throws {
        price = try row.get(first)
        weight = try row.get(first + 1)
        managesStock = try row.get(first + 2)
        taxClass = try row.get(first + 3)
    }
}
