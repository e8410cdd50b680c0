extension Cart {
    /// The cart with the prices that plugins make of the catalog's, and a row of the trace for each of their changes.
    /// - Parameter fixed: lines whose price is nobody's to change, beside gifts.
    func resolved(_ resolver: PriceResolver, except fixed: Set<CartItem.ID>) throws -> Cart {
        guard resolver.call.hears(PriceResolve.self) else { return self }
        let places = items.indices.filter { place in
            items[place].isAvailable && !items[place].flags.contains(.gift) && !fixed.contains(items[place].id)
        }
        let prices = try resolver.resolve(places.map { PricedItem(items[$0]) })
        var cart = self
        for (place, price) in zip(places, prices) {
            guard let price else { continue }
            cart.items[place].price = Money(price.price, currency)
            cart.items[place].total = try cart.items[place].price * items[place].quantity
            for step in price.steps {
                let amount = try Money(step.difference, currency) * items[place].quantity
                cart.adjustments.append(Adjustment(step.change, amount, line: items[place].id))
            }
        }
        return cart
    }
}

extension PricedItem {
    fileprivate init(_ item: CartItem) {
        self.init(
            line: item.id,
            product: item.productID,
            variant: item.variantID,
            sku: item.sku,
            quantity: item.quantity,
            price: item.price.amount,
            taxClass: item.taxClass,
            properties: item.properties,
            parent: item.parentID,
            plugin: item.plugin,
            pluginKey: item.pluginKey
        )
    }
}

extension Adjustment {
    fileprivate init(_ change: PriceChange, _ amount: Money, line: CartItem.ID) {
        self.init(
            kind: .price,
            source: change.source,
            hook: change.hook,
            rule: change.rule,
            label: change.label,
            itemID: line,
            amount: amount,
            nanoseconds: change.nanoseconds
        )
    }
}
