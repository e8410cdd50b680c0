import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Orders that are placed and changed side by side")
struct OrdersSideBySideTests {
    @Test("Of many buyers of the last units as many get one as there are, and the others learn why not")
    func lastUnits() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .byWarehouse(["North": 3, "South": 2])))
        var carts: [String] = []
        for _ in 0..<16 { carts.append(try await shop.cart(("a", 1))) }
        let results = await shop.store.atOnce(16) { [carts] tx, index in try Shop.checkout(carts[index], in: tx) }
        #expect(results.count { $0.value != nil } == 5)
        #expect(results.count { $0.code == "insufficient-stock" } == 11, "\(results.compactMap(\.error))")
        #expect(try await shop.product("a").inventoryQuantity == 0)
    }

    @Test("Orders of the same things in different orders all come through, and the stock is exact")
    func crossing() async throws {
        let shop = try await Shop()
        let pot = try Shop.pot()
        try await shop.save(try Shop.plain("a", stock: .units(50)), try Shop.plain("b", stock: .units(50)), pot)
        var carts: [String] = []
        for index in 0..<12 {
            let lines: [(String, Int64)] = [("a", 1), ("b", 2), ("POT-S", 0)]
            let ordered = index % 2 == 0 ? lines : lines.reversed()
            let kept = ordered.filter { $0.1 > 0 }
            carts.append(try await shop.cart(kept[0], kept[1]))
        }
        let results = await shop.store.atOnce(12) { [carts] tx, index in try Shop.checkout(carts[index], in: tx) }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        #expect(try await shop.product("a").inventoryQuantity == 38)
        #expect(try await shop.product("b").inventoryQuantity == 26)
    }

    @Test("A cart that is checked out many times at once becomes one order, and all are told of it")
    func oneCart() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .units(50)))
        let cart = try await shop.cart(("a", 2))
        let results = await shop.store.atOnce(8) { tx, _ in try Shop.checkout(cart, in: tx).id }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        #expect(Set(results.compactMap(\.value)).count == 1)
        #expect(try await shop.product("a").inventoryQuantity == 48)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 1)
    }

    @Test("Lines that are put into one cart at once are all in it")
    func oneCartManyLines() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .units(50)), try Shop.plain("b", stock: .units(50)))
        let cart = try await shop.cart(("a", 1))
        let results = await shop.store.atOnce(10) { tx, index in
            let line = LineRequest(.sku(index % 2 == 0 ? "a" : "b"), quantity: try Quantity(1))
            _ = try CartStore.add(line, to: cart, in: tx, Shop.guest)
        }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        let made = try await shop.store.read { tx in try CartStore.get(cart, in: tx, Shop.guest) }
        #expect(made.items.map(\.quantity.value) == [6, 5])
        #expect(made.version == 11)
    }

    @Test("An order that is cancelled many times at once gives its stock back once")
    func cancelledOnce() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        let order = try await shop.checkout(try await shop.cart(("POT-S", 2)))
        let results = await shop.store.atOnce(6) { tx, _ in
            _ = try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, Shop.staff)
        }
        #expect(results.count { $0.value != nil } == 1)
        #expect(results.count { $0.code == "illegal-transition" } == 5)
        #expect(try await shop.number("SELECT SUM(quantity) FROM inventory WHERE variant_id = 1") == 3)
        #expect(try await shop.wrongSums() == 0)
    }

    @Test("Refunds at once never give back more than was captured, and every one that was answered is there")
    func refunds() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", price: 1000, stock: .units(5)))
        let order = try await shop.checkout(try await shop.cart(("a", 1)))
        try await shop.store.write { tx in
            _ = try OrderPayments.capture(order.payments[0].id, of: order.id, amount: nil, in: tx, Shop.staff)
        }
        let part = try RefundRequest(amount: try Shop.money(300))
        let results = await shop.store.atOnce(8) { tx, _ in
            _ = try OrderRefunds.refund(part, of: order.id, in: tx, Shop.staff)
        }
        #expect(results.count { $0.value != nil } == 3)
        #expect(results.compactMap(\.error).allSatisfy { ($0 as? KernelError)?.fields.first?.field == "amount" })
        #expect(try await shop.number("SELECT SUM(amount) FROM refunds") == 900)
        #expect(try await shop.number("SELECT SUM(refunded_amount) FROM payments") == 900)
    }

    @Test("Fulfilments at once never send a unit twice")
    func fulfilments() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", price: 1000, stock: .units(9)))
        let order = try await shop.checkout(try await shop.cart(("a", 3)))
        let part = try NewFulfilment(
            items: [FulfilmentItem(itemID: order.items[0].id, quantity: try Quantity(1))],
            tracking: try Tracking()
        )
        let results = await shop.store.atOnce(8) { tx, _ in
            _ = try OrderFulfilments.create(part, of: order.id, in: tx, Shop.staff)
        }
        #expect(results.count { $0.value != nil } == 3)
        let fields = results.compactMap(\.error).map { ($0 as? KernelError)?.fields.first?.field }
        #expect(fields.allSatisfy { $0 == "items[0].quantity" })
        #expect(try await shop.number("SELECT SUM(quantity) FROM fulfilment_items") == 3)
    }

    @Test("Equal requests with one Idempotency-Key at once do the work once")
    func equalKeys() async throws {
        let shop = try await Shop()
        let request = try IdempotentRequest(actor: .system, key: "k", method: "POST", target: "/", body: [1])
        let results = await shop.store.atOnce(8) { tx, index in
            try IdempotencyKeys.run(request, in: tx, at: Shop.now) {
                try Outbox.append(.orderCommitted, Int64(index), in: tx, at: Shop.now)
                return StoredAnswer(status: 201, headers: [], body: [UInt8(index)])
            }
        }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        #expect(results.count { $0.value?.isReplay == false } == 1)
        #expect(Set(results.compactMap(\.value?.answer)).count == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM outbox") == 1)
    }

    @Test("A request that fails leaves its key to the next equal one")
    func failedKey() async throws {
        let shop = try await Shop()
        let request = try IdempotentRequest(actor: .system, key: "k", method: "POST", target: "/", body: [1])
        let results = await shop.store.atOnce(8) { tx, index in
            try IdempotencyKeys.run(request, in: tx, at: Shop.now) {
                let failed = try tx.first("SELECT COUNT(*) FROM outbox") { row in try row.get(0, as: Int64.self) }
                guard index >= 4 else { throw KernelError.notFound("luck (\(failed ?? 0))") }
                try Outbox.append(.orderCommitted, 1, in: tx, at: Shop.now)
                return StoredAnswer(status: 201, headers: [], body: [])
            }
        }
        // Those that would fail are answered from the first that did not, or fail before it.
        #expect(results.count { $0.value?.isReplay == false } == 1)
        #expect(results.allSatisfy { $0.value != nil || $0.code == "not-found" })
        #expect(try await shop.number("SELECT COUNT(*) FROM outbox") == 1)
    }
}
