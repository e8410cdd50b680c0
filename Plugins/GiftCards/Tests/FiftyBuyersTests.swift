import Testing
import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

@Suite("One card, many buyers")
struct FiftyBuyersTests {
    @Test("Fifty buyers at once spend what a card holds, to the cent, and not more")
    func atOnce() async throws {
        let cards = try await GiftShop.open()
        // Enough for seven pots and a part of the eighth.
        let card = try await cards.card(7 * 2749 + 1000)
        var carts: [Cart] = []
        for _ in 1...50 { carts.append(try await cards.shop.cart(codes: [card.code])) }
        let orders = try await withThrowingTaskGroup(of: Order?.self) { group in
            for cart in carts {
                group.addTask {
                    do {
                        return try await cards.shop.order(cart.token)
                    } catch let error as KernelError where error.code.hasPrefix("gift-card-") {
                        return nil
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
        }
        // Who saw more than there was is told so, and may look again.
        for cart in carts where try await cards.balance(card.id) != 0 {
            _ = await refusal { _ = try await cards.shop.order(cart.token) }
        }
        #expect(try await cards.balance(card.id) == 0)
        let paid = try await cards.shop.number("SELECT SUM(amount) FROM payments WHERE payment_method = 'gift-cards'")
        #expect(paid == 7 * 2749 + 1000 && orders.count >= 1)
        try await cards.checkBooks()
        #expect(
            try await cards.send("GET", "/\(card.id)/movements", query: ["limit": "100"])["data"].elements.count == 9
        )
    }

    @Test("Orders that are placed, cancelled and refunded side by side with the same cards leave the books right")
    func sideBySide() async throws {
        let cards = try await GiftShop.open()
        let codes = [try await cards.card(1_000_000), try await cards.card(1_000_000)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for buyer in 0..<16 {
                group.addTask {
                    // Half of them enter the cards the other way round.
                    let entered = buyer % 2 == 0 ? codes : codes.reversed()
                    for round in 0..<4 {
                        let lines = [(sku: "POT-1", quantity: Int64(buyer + round + 1))]
                        let cart = try await cards.shop.cart(lines, codes: entered.map(\.code))
                        guard let order = try? await cards.shop.order(cart.token) else { continue }
                        if round % 2 == 0 { try await cards.shop.move(order.id, to: .cancelled) }
                    }
                }
            }
            try await group.waitForAll()
        }
        try await cards.tell()
        try await cards.checkBooks()
    }

    @Test(
        "What is refunded comes back once, also where the order is cancelled while the refund is told of",
        .enabled(if: TestEngine.current == .postgres, "SQLite's transactions never meet")
    )
    func refundedAndCancelled() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(2749)
        let order = try await cards.shop.order(try await cards.shop.cart(codes: [card.code]).token)
        try await cards.tell()
        _ = try await cards.shop.kernel.write(as: .system) { tx, context in
            let request = try RefundRequest(amount: Money(1000, order.currency), items: [])
            return try OrderRefunds.refund(request, of: order.id, in: tx, context)
        }
        try await cards.settle()
        // Neither writes before both have looked at what went back already, if they look before they hold the card.
        let (isHeld, mayEnd) = (Gate(), Gate())
        async let holder: Void = cards.shop.files.store.write { tx in
            _ = try tx.first("SELECT id FROM gift_cards WHERE id = $1 FOR UPDATE", card.id) { _ in true }
            isHeld.open()
            mayEnd.waitBlocking()
        }
        try await isHeld.wait()
        async let told: Void = EventTelling(cards.shop.kernel, log: cards.shop.log.logger).tellIfDue()
        async let cancelled = cards.shop.move(order.id, to: .cancelled)
        try await cards.shop.files.store.waitUntilSomebodyWaits(2)
        mayEnd.open()
        try await holder
        try await told
        _ = try await cancelled
        try await cards.tell()
        #expect(try await cards.balance(card.id) == 2749)
        try await cards.checkBooks()
    }
}
