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
