import Synchronization
import Testing
import TotemStore
import TotemTesting

@testable import TotemKernel

@Suite("Gift cards whose sale is undone")
struct UndoneSaleTests {
    @Test("Units that are given back take their cards with them, the unspent ones first")
    func refunded() async throws {
        let cards = try await GiftShop.open()
        let (placed, cart) = try await cards.sold([("MUG-1", 3)])
        let order = try await cards.pay(placed)
        let codes = try await cards.codes(of: order, cart)
        _ = try await cards.shop.order(try await cards.shop.cart(codes: [codes[0]]).token)
        try await cards.refund(order, units: [0: 1])
        #expect(try await cards.balances(of: order) == [0, 0, 333])
        #expect(await refusal { _ = try await cards.shop.cart(codes: [codes[1]]) }?.code == "gift-card-inactive")
        // It is not shown to its buyer any more, and nobody makes it one that pays again.
        let path = "/orders/\(order.id.value)/codes"
        let left = try await cards.send("POST", path, ["cart": .string(cart.token)], by: .guest)
        #expect(left["data"].elements.count == 2)
        let shown = try await cards.shop.kernel.read(as: .system) { tx, context in
            try OrderStore.get(order.id, in: tx, context).extended(in: tx, context).extensions["gift-cards"]
        }
        #expect(shown?["cards"]?.elements.count == 2)
        let withdrawn = try #require(
            try await cards.shop.number("SELECT id FROM gift_cards WHERE withdrawn_at IS NOT NULL")
        )
        for (method, path, body) in [
            ("POST", "/\(withdrawn)/code", nil), ("PATCH", "/\(withdrawn)", ["is_active": true]),
        ] as [(String, String, JSONValue?)] {
            let refused = await refusal { _ = try await cards.send(method, path, body) }
            #expect(refused?.code == "gift-card-withdrawn", "\(method)")
        }
        // Two are left, and one of them was spent.
        let refused = await refusal { try await cards.refund(order, units: [0: 2]) }
        #expect(refused?.code == "gift-card-spent" && refused?.kind == .conflict)
        try await cards.refund(order, units: [0: 1])
        #expect(try await cards.balances(of: order) == [0, 0, 0])
        #expect(
            try await cards.shop.number("SELECT SUM(amount) FROM gift_card_movements WHERE kind = 'withdraw'") == -666
        )
        try await cards.checkBooks()
    }

    @Test("Units that have no card yet are given back as any, and get none")
    func refundedUnpaid() async throws {
        let cards = try await GiftShop.open()
        let (order, _) = try await cards.sold([("MUG-1", 3)])
        let part = try await cards.capture(500, of: order)
        try await cards.refund(part, units: [0: 1])
        #expect(try await cards.balances(of: order) == [])
    }

    @Test("Paid and cancelled while the plugin was off, an order gets no card; shipping that was given back takes none")
    func undoneMeanwhile() async throws {
        let cards = try await GiftShop.open()
        let (first, _) = try await cards.sold([("MUG-1", 1)])
        let (second, _) = try await cards.sold([("MUG-1", 1), ("POT-1", 1)])
        try await cards.shop.disable("gift-cards")
        try await cards.pay(first)
        try await cards.shop.move(first.id, to: .cancelled)
        let paid = try await cards.pay(second)
        _ = try await cards.shop.kernel.write(as: .system) { tx, context in
            let shipping = try RefundRequest(shipping: Money(550, paid.currency))
            return try OrderRefunds.refund(shipping, of: paid.id, in: tx, context)
        }
        try await cards.shop.enable("gift-cards")
        try await cards.tell()
        #expect(try await cards.balances(of: first) == [])
        #expect(try await cards.balances(of: second) == [333])
    }

    @Test("What was given back before it was paid for gets no card")
    func refundedBefore() async throws {
        let cards = try await GiftShop.open()
        let (placed, _) = try await cards.sold([("MUG-1", 3)])
        // The first unit, which is given back, is worth a cent less than the last.
        try await cards.reprice(placed, total: 1000)
        try await cards.shop.disable("gift-cards")
        let order = try await cards.pay(placed)
        let item = RefundRequest.Item(id: order.items[0].id, quantity: try Quantity(1), restock: false)
        _ = try await cards.shop.kernel.write(as: .system) { tx, context in
            try OrderRefunds.refund(try RefundRequest(items: [item]), of: order.id, in: tx, context)
        }
        try await cards.shop.enable("gift-cards")
        try await cards.tell()
        #expect(try await cards.balances(of: order) == [333, 334])
    }

    @Test("A cancelled order's cards are worth nothing; one of which a card was spent is not cancelled")
    func cancelled() async throws {
        let cards = try await GiftShop.open()
        let (order, cart) = try await cards.sold([("MUG-1", 2)])
        try await cards.pay(order)
        let codes = try await cards.codes(of: order, cart)
        let spent = try await cards.shop.order(try await cards.shop.cart(codes: [codes[0]]).token)
        #expect(await refusal { try await cards.shop.move(order.id, to: .cancelled) }?.code == "gift-card-spent")
        #expect(try await cards.balances(of: order) == [0, 333])
        try await cards.shop.move(spent.id, to: .cancelled)
        #expect(try await cards.balances(of: order) == [333, 333])
        try await cards.shop.move(order.id, to: .cancelled)
        #expect(try await cards.balances(of: order) == [0, 0])
        try await cards.tell()
        #expect(try await cards.balances(of: order) == [0, 0])
        #expect(await refusal { _ = try await cards.shop.cart(codes: [codes[1]]) }?.code == "gift-card-inactive")
        try await cards.checkBooks()
    }

    @Test("An order that is cancelled before it is paid makes no card, and neither does one that got its money back")
    func neverPaid() async throws {
        let cards = try await GiftShop.open()
        let (first, _) = try await cards.sold()
        try await cards.shop.move(first.id, to: .cancelled)
        try await cards.tell()
        let (second, _) = try await cards.sold()
        // Half of it is paid and given back, then the rest is paid.
        let half = try await cards.capture(100, of: second)
        try await cards.refund(half, amount: 50)
        try await cards.pay(half)
        #expect(try await cards.shop.number("SELECT COUNT(*) FROM gift_cards") == 0)
    }

    @Test("All the money given back takes what is left on the cards, also of one that was spent in part")
    func moneyBack() async throws {
        let cards = try await GiftShop.open()
        let (placed, cart) = try await cards.sold([("BOWL-1", 1)])
        let order = try await cards.pay(placed)
        let code = try #require(try await cards.codes(of: order, cart).first)
        _ = try await cards.shop.order(try await cards.shop.cart(codes: [code]).token)
        #expect(try await cards.balances(of: order) == [10_001 - 2749])
        try await cards.refund(order, amount: 10_000)
        #expect(try await cards.balances(of: order) == [10_001 - 2749])
        try await cards.refund(order, amount: 1)
        #expect(try await cards.balances(of: order) == [0])
        try await cards.checkBooks()
    }

    @Test("While a refund waits for its provider, the cards that go with it buy nothing; asked for again, they go")
    func waitingRefund() async throws {
        let cards = try await GiftShop.open()
        let (placed, cart) = try await cards.sold([("MUG-1", 3)])
        let order = try await cards.pay(placed)
        let codes = try await cards.codes(of: order, cart)
        // What is written before a provider is asked, in a transaction of its own.
        try await cards.shop.kernel.write(as: .system) { tx, context in
            let item = RefundRequest.Item(id: order.items[0].id, quantity: try Quantity(2), restock: false)
            let change = try OrderChange(of: order.id, in: tx, context)
            let request = try RefundRequest(items: [item])
            try change.agree(to: RefundCalculation(request, of: change.order), reason: "")
        }
        var refusals: [String?] = []
        for code in codes { refusals.append(await refusal { _ = try await cards.shop.cart(codes: [code]) }?.code) }
        #expect(refusals.count { $0 == "gift-card-inactive" } == 2 && refusals.count { $0 == nil } == 1)
        #expect(try await cards.balances(of: order) == [333, 333, 333])
        // It is asked for again, and done: the same cards go.
        let spendable = try #require(refusals.firstIndex(of: nil))
        try await cards.refund(order, units: [0: 2])
        #expect(try await cards.balances(of: order).compactMap(\.self).sorted() == [0, 0, 333])
        #expect(try await cards.shop.cart(codes: [codes[spendable]]).totals.tenders.amount == 333)
        try await cards.checkBooks()
    }

    @Test("An order is not cancelled whose card is being spent at that moment")
    func spentMeanwhile() async throws {
        let cards = try await GiftShop.open()
        let (placed, _) = try await cards.sold([("MUG-1", 1)])
        let order = try await cards.pay(placed)
        let (isSpent, goOn) = (Gate(), Gate())
        let spender = Mutex("")
        async let spending: Void = cards.shop.files.store.write { tx in
            _ = try tx.execute("UPDATE gift_cards SET balance = balance - 100")
            _ = try tx.execute(
                """
                INSERT INTO gift_card_movements (gift_card_id, kind, amount, balance, created_at)
                SELECT id, 'redeem', -100, balance, 0 FROM gift_cards
                """
            )
            if TestEngine.current == .postgres {
                let pid = try tx.first("SELECT pg_backend_pid()::text") { try $0.get(0, as: String.self) } ?? ""
                spender.withLock { $0 = pid }
            }
            isSpent.open()
            goOn.waitBlocking()
        }
        try await isSpent.wait()
        async let cancelling = refusal { try await cards.shop.move(order.id, to: .cancelled) }
        if TestEngine.current == .postgres {
            let pid = spender.withLock { $0 }
            try await wait(for: "the cancellation to wait") {
                try await cards.shop.files.store.read { tx in
                    try tx.first(
                        "SELECT 1 FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid)::text[]) LIMIT 1",
                        pid
                    ) { _ in true } == true
                }
            }
        }
        goOn.open()
        try await spending
        #expect(await cancelling?.code == "gift-card-spent")
        #expect(try await cards.balances(of: order) == [233])
    }

    @Test("What is paid and got an amount back before its cards were made is told in the log, which names the order")
    func amountBackMeanwhile() async throws {
        let cards = try await GiftShop.open()
        let (placed, _) = try await cards.sold([("MUG-1", 1), ("POT-1", 1)])
        try await cards.shop.disable("gift-cards")
        let order = try await cards.pay(placed)
        try await cards.refund(order, amount: 5)
        try await cards.shop.enable("gift-cards")
        try await cards.tell()
        #expect(try await cards.balances(of: order) == [])
        #expect(cards.shop.log.has("the order \(order.number) is paid, but an amount was given back"))
    }
}
