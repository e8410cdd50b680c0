import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What carts and orders cost")
struct PricedCartsTests {
    @Test(
        "Random carts cost the same as by another calculation, and so do their orders",
        arguments: 0..<6 as Range<UInt64>
    )
    func carts(seed: UInt64) async throws {
        var numbers = SeededNumbers(seed)
        let shop = try await Shop()
        for round in 0..<12 {
            let slow = SlowPrices.random(&numbers, try Shop.money(0).currency)
            guard max(slow.total, slow.subtotal) <= PriceSheet.largest else { continue }
            try await shop.set(slow.rules)
            let skus = try await shop.stock(slow.lines.map(\.price), round: round)
            let context = RequestContext(actor: .system, now: Shop.now, hooks: discounts(slow.taken))
            let requests = try zip(skus, slow.lines).map { sku, line in
                LineRequest(
                    .sku(sku),
                    quantity: try Quantity(line.quantity),
                    flags: line.takesDiscounts ? [] : .noDiscount
                )
            }
            let (cart, order, byStaff) = try await shop.store.write { tx in
                let cart = try CartStore.create(items: requests, in: tx, context)
                let order = try PlaceOrder.place(cart.token, try Shop.checkoutRequest(), in: tx, context)
                let staff = StaffOrderRequest(
                    lines: requests.map { StaffOrderRequest.Line($0) },
                    shippingAddress: order.shippingAddress
                )
                return (cart, order, try PlaceOrder.place(staff, in: tx, context))
            }
            // No plugin brings fees yet.
            let expected = SlowPrices(
                lines: slow.lines,
                discounts: slow.discounts,
                shipping: slow.shipping,
                fees: [],
                rules: slow.rules
            )
            #expect(Int128(cart.totals.total.amount) == expected.total)
            #expect(cart.items.map { Int128($0.tax.amount) } == expected.lineTaxes)
            #expect(cart.items.map { Int128($0.discount.amount) } == expected.lineDiscounts)
            #expect(order.totals == cart.totals && byStaff.totals == cart.totals)
            let read = try await shop.store.read { tx in try OrderStore.get(order.id, in: tx, Shop.staff) }
            #expect(read.totals == cart.totals && read.adjustments == order.adjustments)
            #expect(read.items.map(\.tax) == cart.items.map(\.tax))
            #expect(read.items.map(\.discount) == cart.items.map(\.discount))
            Self.checkTrace(of: read)
        }
    }

    /// Every amount of the totals is in the trace, and what was spread is the sum of its shares.
    private static func checkTrace(of order: Order) {
        func sum(_ kind: Adjustment.Kind) -> Int64 {
            order.adjustments.filter { $0.kind == kind }.reduce(0) { $0 + $1.amount.amount }
        }
        #expect(sum(.discount) == -order.totals.discount.amount)
        #expect(sum(.shipping) == order.totals.shipping.amount)
        #expect(sum(.tax) == order.totals.tax.amount)
        for adjustment in order.adjustments where !adjustment.shares.isEmpty {
            #expect(adjustment.shares.count == order.items.count)
            #expect(adjustment.shares.reduce(0, +) == adjustment.amount.amount)
        }
        for (place, item) in order.items.enumerated() {
            func part(_ kind: Adjustment.Kind) -> Int64 {
                order.adjustments.filter { $0.kind == kind }.reduce(0) { $0 + $1.share(ofLine: place, item.id.value) }
            }
            #expect(part(.discount) == -item.discount.amount && part(.tax) == item.tax.amount)
            #expect(part(.shipping) == 0)
        }
    }

    @Test(
        "Shipping is the flat rate, chosen by itself; nothing ships that has no shipping, and an empty cart costs nothing"
    )
    func shipping() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("mug", price: 500, stock: .unmanaged))
        try await shop.set(PricingRules(currency: try Shop.money(0).currency, shippingFlatAmount: 490))
        let (empty, cart, digital) = try await shop.store.write { tx in
            (
                try CartStore.create(in: tx, Shop.guest),
                try CartStore.create(items: [LineRequest(.sku("mug"), quantity: try Quantity(1))], in: tx, Shop.guest),
                try CartStore.create(
                    items: [LineRequest(.sku("mug"), quantity: try Quantity(1), flags: .noShipping)],
                    in: tx,
                    Shop.guest
                )
            )
        }
        #expect(empty.shippingRates.isEmpty && empty.totals.total.amount == 0)
        #expect(cart.shippingRates.map(\.id) == ["flat"] && cart.shippingRate?.id == "flat")
        #expect(cart.totals.shipping.amount == 490 && cart.totals.total.amount == 990)
        #expect(digital.shippingRates.isEmpty && digital.totals.total.amount == 500)
        let order = try await shop.store.write { tx in
            try PlaceOrder.place(
                digital.token,
                CheckoutRequest(email: try Email("a@example.com"), paymentMethod: .manual),
                in: tx,
                Shop.guest
            )
        }
        #expect(order.shippingAddress == nil && order.items.map(\.ships) == [false])
        let missing = await kernelError {
            try await shop.store.write { tx in
                _ = try PlaceOrder.place(cart.token, CheckoutRequest(paymentMethod: .manual), in: tx, Shop.guest)
            }
        }
        #expect(missing?.fields.map(\.field) == ["email", "shipping_address"])
    }

    @Test("A cart is priced in the store's currency, also when it was made before that changed")
    func currency() async throws {
        let shop = try await Shop()
        let old = try await shop.store.write { tx in try CartStore.create(in: tx, Shop.guest) }
        #expect(old.currency.code == "USD")
        let (cart, order) = try await shop.store.write { tx in
            _ = try StoreSettings.set("currency", to: "EUR", in: tx, at: Shop.now)
            var catalog = try CatalogWriter(in: tx)
            let draft = ProductDraft(slug: "mug", name: "mug", price: try Shop.money(500, "EUR"))
            _ = try catalog.save(draft, in: tx, at: Shop.now)
            let request = LineRequest(.sku("mug"), quantity: try Quantity(1))
            let cart = try CartStore.add(request, to: old.token, in: tx, Shop.guest)
            return (cart, try Shop.checkout(old.token, in: tx))
        }
        let price = try Shop.money(500, "EUR")
        #expect(cart.currency.code == "EUR" && cart.totals.total == price)
        #expect(order.totals.total == cart.totals.total)
    }

    @Test("Numbers of orders have the prefix of the settings, and each is another")
    func numbers() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("mug", price: 500, stock: .unmanaged))
        let carts = [try await shop.cart(("mug", 1)), try await shop.cart(("mug", 1))]
        let first = try await shop.checkout(carts[0])
        _ = try await shop.store.write { tx in
            try StoreSettings.set("order_number_prefix", to: "A-", in: tx, at: Shop.now)
        }
        let second = try await shop.checkout(carts[1])
        #expect(first.number == "\(first.id)" && second.number == "A-\(second.id)")
    }
}

/// Takes off what it was told to.
private func discounts(_ taken: [(line: Int?, amount: Int64)]) -> TestHooks {
    TestHooks(CartDiscounts.self) { hook, _ in
        taken.map { discount in
            Adjustment(
                kind: .discount,
                source: "test",
                hook: "cart.discounts",
                rule: nil,
                label: "Off",
                itemID: discount.line.map { hook.cart.items[$0].id },
                amount: Money(-discount.amount, hook.cart.currency)
            )
        }
    }
}

extension Shop {
    /// Writes the settings that make these rules.
    func set(_ rules: PricingRules) async throws {
        _ = try await store.write { tx in
            try [
                ("prices_include_tax", "\(rules.pricesIncludeTax)"), ("tax_rate", "\(rules.taxRate.basisPoints)"),
                ("tax_shipping", "\(rules.taxesShipping)"), ("tax_rounding", rules.taxRounding.rawValue),
                ("shipping_flat_amount", "\(rules.shippingFlatAmount)"),
            ].map { try StoreSettings.set($0.0, to: $0.1, in: tx, at: Shop.now) }
        }
    }

    /// Products at these prices.
    /// - Returns: their SKUs.
    fileprivate func stock(_ prices: [Int64], round: Int) async throws -> [String] {
        let skus = prices.indices.map { "sku-\(round)-\($0)" }
        try await store.write { tx in
            var catalog = try CatalogWriter(in: tx)
            for (sku, price) in zip(skus, prices) {
                _ = try catalog.save(try Shop.plain(sku, price: price, stock: .unmanaged), in: tx, at: Shop.now)
            }
        }
        return skus
    }

    static func checkoutRequest() throws -> CheckoutRequest {
        CheckoutRequest(
            email: try Email("buyer@example.com"),
            shippingAddress: try Address(addressLine1: "1 Main St", city: "Town", postalCode: "1", country: "US"),
            paymentMethod: .manual
        )
    }
}
