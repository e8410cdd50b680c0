import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Prices with what plugins bring")
struct PluginPricesTests {
    @Test(
        "Random carts with rates, fees, taxes and tenders of plugins come to the same cent as by a plain calculation",
        arguments: 0..<8 as Range<UInt64>
    )
    func carts(seed: UInt64) async throws {
        var numbers = SeededNumbers(seed)
        let shop = try await Shop()
        for round in 0..<25 {
            let plain = PlainPrices.random(&numbers, try Shop.money(0).currency)
            try await shop.set(plain.rules)
            let skus = plain.lines.indices.map { "sku-\(round)-\($0)" }
            for (sku, price) in zip(skus, plain.lines) {
                try await shop.save(try Shop.plain(sku, price: price, stock: .unmanaged))
            }
            let context = RequestContext(actor: .system, now: Shop.now, hooks: plain.hooks)
            let items = try skus.map { LineRequest(.sku($0), quantity: try Quantity(1)) }
            let (cart, order, byStaff) = try await shop.store.write { tx in
                let cart = try CartStore.create(items: items, in: tx, context)
                let order = try PlaceOrder.place(cart.token, try Shop.checkoutRequest(), in: tx, context)
                let staff = StaffOrderRequest(
                    lines: items.map { StaffOrderRequest.Line($0) },
                    shippingAddress: order.shippingAddress
                )
                return (cart, order, try PlaceOrder.place(staff, in: tx, context))
            }
            #expect(cart.items.map { Int128($0.discount.amount) } == plain.lineDiscounts)
            #expect(cart.items.map { Int128($0.tax.amount) } == plain.lines.indices.map { plain.tax(of: .line($0)) })
            #expect(Int128(cart.totals.shippingTax.amount) == plain.tax(of: .shipping))
            #expect(Int128(cart.totals.discount.amount) == plain.discount)
            #expect(Int128(cart.totals.tax.amount) == plain.tax)
            #expect(Int128(cart.totals.total.amount) == plain.total)
            #expect(Int128(cart.totals.due.amount) == plain.due)
            #expect(order.totals == cart.totals && byStaff.totals == cart.totals)
            let read = try await shop.store.read { tx in try OrderStore.get(order.id, in: tx, Shop.staff) }
            #expect(read.totals == cart.totals && read.adjustments == order.adjustments)
            #expect(read.payments == order.payments && read.paymentStatus == order.paymentStatus)
            Self.checkTrace(of: read)
            try Self.checkPayments(of: read)
        }
    }

    @Test("A cart that is made with codes is priced once: codes are asked for when its lines have their prices")
    func codesAtOnce() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", price: 1000, stock: .unmanaged))
        let asked = Mutex<[String]>([])
        let hooks = TestHooks(CartCodeValidate.self) { hook, _ in
            asked.withLock { $0.append("\(hook.code) of \(hook.cart.totals.total.amount), \(hook.cart.codes.count)") }
            return CartCode(code: hook.code, plugin: "test")
        }.adding(CartDiscounts.self) { hook, _ in
            asked.withLock { $0.append("discounts of \(hook.cart.codes.count)") }
            let amount = Money(-100, hook.cart.currency)
            return [Adjustment(kind: .discount, source: "test", rule: nil, label: "Off", amount: amount)]
        }
        let context = RequestContext(actor: .system, now: Shop.now, hooks: hooks)
        let (made, read) = try await shop.store.write { tx in
            let items = [LineRequest(.sku("a"), quantity: try Quantity(2))]
            let made = try CartStore.create(items: items, codes: ["A", " B "], in: tx, context)
            #expect(asked.withLock { $0 } == ["A of 2000, 0", "B of 2000, 1", "discounts of 2"])
            return (made, try CartStore.get(made.token, in: tx, context))
        }
        #expect(made.codes.map(\.code) == ["A", "B"])
        #expect(made.totals.total.amount == 1900)
        #expect(read.codes == made.codes && read.totals == made.totals && read.version == made.version)
    }

    /// Every amount of the totals is in the trace, and every line knows its share.
    private static func checkTrace(of order: Order) {
        func sum(_ kinds: Adjustment.Kind...) -> Int64 {
            order.adjustments.filter { kinds.contains($0.kind) }.reduce(0) { $0 + $1.amount.amount }
        }
        let totals = order.totals
        #expect(sum(.discount, .shippingDiscount) == -totals.discount.amount)
        #expect(sum(.shipping) == totals.shipping.amount && sum(.fee) == totals.fees.amount)
        #expect(sum(.tax) == totals.tax.amount && sum(.tender) == totals.tenders.amount)
        var taxes = order.items.map { _ in Int64(0) }
        for tax in order.adjustments where tax.kind == .tax && !tax.shares.isEmpty {
            #expect(tax.shares.reduce(0, +) == tax.amount.amount)
            for (line, share) in tax.shares.enumerated() { taxes[line] += share }
        }
        #expect(taxes == order.items.map(\.tax.amount))
    }

    /// The payments are the total, and the state follows from them.
    private static func checkPayments(of order: Order) throws {
        #expect(order.payments.reduce(0) { $0 + $1.amount.amount } == order.totals.total.amount)
        let tenders = order.payments.filter { $0.method == "test" }
        #expect(tenders.map(\.amount) == order.adjustments.filter { $0.kind == .tender }.map(\.amount))
        #expect(tenders.allSatisfy { $0.status == .captured && !$0.isByProvider })
        #expect(try OrderPaymentStatus.of(order.payments, due: order.totals.total) == order.paymentStatus)
    }
}
