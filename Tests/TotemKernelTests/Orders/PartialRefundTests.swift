import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Refunds of parts")
struct PartialRefundTests {
    /// An order of three units of 3.33 with a tax of 10 %, which is 1.00 in all, paid whole.
    private func paid(_ shop: Shop, settings: [String: String] = [:]) async throws -> Order {
        for (key, value) in settings {
            _ = try await shop.store.write { tx in try StoreSettings.set(key, to: value, in: tx, at: Shop.now) }
        }
        return try await shop.capture(try await shop.order(of: 3, price: 333))
    }

    @Test("Units that are given back one by one come to what was paid for all of them, to the cent")
    func units() async throws {
        let shop = try await Shop()
        let order = try await paid(shop, settings: ["tax_rate": "1000"])
        #expect(order.totals.total.amount == 1099 && order.items[0].tax.amount == 100)
        for _ in 1...3 { try await shop.refund(order, lines: [(0, 1)]) }
        let refunded = try await shop.store.read { tx in try OrderStore.get(order.id, in: tx, Shop.staff) }
        #expect(refunded.refunds.map(\.amount.amount) == [366, 366, 367])
        #expect(refunded.refunds.map { $0.lines[0].tax.amount } == [33, 33, 34])
        #expect(refunded.paymentStatus == .refunded)
    }

    @Test("Units that are worth less than a cent each are given back too, and their tax with them")
    func cheapUnits() async throws {
        let shop = try await Shop()
        for (key, value) in ["prices_include_tax": "true", "tax_rate": "1900"] {
            _ = try await shop.store.write { tx in try StoreSettings.set(key, to: value, in: tx, at: Shop.now) }
        }
        try await shop.save(try Shop.plain("a", price: 100, stock: .units(13)))
        let off = TestHooks(CartDiscounts.self) { hook, _ in
            let amount = Money(-1289, hook.cart.currency)
            return [Adjustment(kind: .discount, source: "test", rule: nil, label: "Off", itemID: nil, amount: amount)]
        }
        let context = RequestContext(actor: .system, now: Shop.now, hooks: off)
        let order = try await shop.store.write { tx in
            let line = LineRequest(.sku("a"), quantity: try Quantity(13))
            let cart = try CartStore.create(items: [line], in: tx, context)
            return try PlaceOrder.place(cart.token, try Shop.checkoutRequest(), in: tx, context)
        }
        #expect(order.totals.total.amount == 11 && order.items[0].tax.amount == 2)
        try await shop.capture(order)
        for units in [6, 1, 6] as [Int64] { try await shop.refund(order, lines: [(0, units)]) }
        let refunded = try await shop.store.read { tx in try OrderStore.get(order.id, in: tx, Shop.staff) }
        #expect(refunded.refunds.map(\.amount.amount) == [5, 0, 6])
        #expect(refunded.refunds.map { $0.lines[0].tax.amount } == [0, 1, 1])
        #expect(refunded.paymentStatus == .refunded)
    }

    @Test("Of shipping no more is given back than was paid for it, in however many parts")
    func shipping() async throws {
        let shop = try await Shop()
        let order = try await paid(shop, settings: ["shipping_flat_amount": "500"])
        #expect(order.totals.total.amount == 1499)
        #expect(try await shop.refund(order, lines: [], shipping: 300).refunds.map(\.shipping.amount) == [300])
        let more = await kernelError { try await shop.refund(order, lines: [], shipping: 201) }
        #expect(more?.fields.map(\.field) == ["shipping_amount"] && more?.detail.contains("from 0 to 200") == true)
        let rest = try await shop.refund(order, lines: [(0, 3)], shipping: 200)
        #expect(rest.refunds.map(\.amount.amount) == [300, 1199] && rest.paymentStatus == .refunded)
    }
}
