public import TotemStore

/// The prices of product pages and lists.
public enum ListedPrices {
    /// The products at the prices that plugins make of the catalog's for who asks. The shop's staff see the catalog's own.
    public static func resolve(
        _ products: [Product],
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> [Product] {
        guard depend(on: context), !products.isEmpty else { return products }
        let rules = try PricingRules(StoreSettings.values(in: tx))
        let one = try Quantity(1)
        let items = products.flatMap { product in
            [PricedItem(product, one)] + product.variants.map { PricedItem($0, of: product, one) }
        }
        let resolver = PriceResolver(
            purpose: .listing,
            rules: rules,
            userID: context.actor.userID,
            call: HookCall(tx, context)
        )
        var prices = try resolver.resolve(items)[...]
        return products.map { product in
            var product = product
            if let price = prices.removeFirst() { product.price = Money(price.price, product.price.currency) }
            for variant in product.variants.indices {
                guard let price = prices.removeFirst() else { continue }
                product.variants[variant].price = Money(price.price, product.price.currency)
            }
            return product
        }
    }

    /// Whether prices are another matter for each who asks: then no answer is kept for others.
    public static func depend(on context: RequestContext) -> Bool {
        context.hooks.hears(PriceResolve.self) && !context.actor.holds(.staff)
    }
}

extension PricedItem {
    fileprivate init(_ product: Product, _ quantity: Quantity) {
        self.init(
            line: nil,
            product: product.id,
            variant: nil,
            sku: product.sku,
            quantity: quantity,
            price: product.price.amount,
            taxClass: product.taxClass,
            properties: .none,
            parent: nil,
            plugin: nil,
            pluginKey: nil
        )
    }

    fileprivate init(_ variant: ProductVariant, of product: Product, _ quantity: Quantity) {
        self.init(
            line: nil,
            product: product.id,
            variant: variant.id,
            sku: variant.sku,
            quantity: quantity,
            price: variant.price.amount,
            taxClass: variant.taxClass ?? product.taxClass,
            properties: .none,
            parent: nil,
            plugin: nil,
            pluginKey: nil
        )
    }
}
