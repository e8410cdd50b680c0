import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Gift cards that pay")
struct SpendingTests {
    /// What a pot costs with its tax and shipping.
    private static let pot: Int64 = 1999 + 200 + 500 + 50

    @Test("A card pays part by part, after tax and shipping, until it holds nothing")
    func partByPart() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(4000)
        let cart = try await cards.shop.cart(codes: [card.code])
        #expect(cart.totals.tenders.amount == Self.pot && cart.totals.due.amount == 0)
        let first = try await cards.shop.order(cart.token)
        #expect(first.paymentStatus == .paid && first.payments.map(\.method) == ["gift-cards"])
        let next = try await cards.shop.cart(codes: [card.code])
        #expect(next.totals.tenders.amount == 4000 - Self.pot)
        let second = try await cards.shop.order(next.token)
        #expect(second.paymentStatus == .partiallyPaid)
        #expect(second.payments.map(\.amount.amount) == [2 * Self.pot - 4000, 4000 - Self.pot])
        #expect(try await cards.balance(card.id) == 0)
        #expect(await refusal { _ = try await cards.shop.cart(codes: [card.code]) }?.code == "gift-card-empty")
        #expect(try await cards.statement(card.id) == ["issue 4000", "redeem -2749", "redeem -1251"])
        try await cards.checkBooks()
    }

    @Test("Several cards pay one order, in the order in which they were entered, each its part")
    func several() async throws {
        let cards = try await GiftShop.open()
        var made: [(id: Int64, code: String)] = []
        for amount: Int64 in [1000, 500, 9000] { made.append(try await cards.card(amount)) }
        let cart = try await cards.shop.cart(codes: [made[1].code, made[0].code, made[2].code])
        let tenders = cart.adjustments.filter { $0.kind == .tender }
        #expect(tenders.map(\.amount.amount) == [500, 1000, Self.pot - 1500])
        #expect(tenders.map(\.label).allSatisfy { $0.hasPrefix("Gift card ending in ") })
        let order = try await cards.shop.order(cart.token)
        #expect(order.payments.map(\.amount.amount) == [500, 1000, Self.pot - 1500])
        var left: [Int64?] = []
        for card in made { left.append(try await cards.balance(card.id)) }
        #expect(left == [0, 0, 9000 - (Self.pot - 1500)])
        try await cards.checkBooks()
    }

    @Test("An order that cards pay whole asks for no way to pay, takes one all the same, and is paid at once")
    func whole() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(10_000)
        for method in [nil, PaymentMethod.manual, .provider("bank", patience: .seconds(1))] {
            let cart = try await cards.shop.cart(codes: [card.code])
            let address = try Address(addressLine1: "1 Clay Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB")
            let order = try await cards.shop.kernel.write(as: .guest) { tx, context in
                let email = try Email("buyer@example.com")
                let checkout = CheckoutRequest(email: email, shippingAddress: address, paymentMethod: method)
                return try PlaceOrder.place(cart.token, checkout, in: tx, context)
            }
            #expect(order.status == .open && order.paymentStatus == .paid && order.due.amount == 0)
            #expect(order.payments.map(\.method) == ["gift-cards"])
        }
        #expect(try await cards.balance(card.id) == 10_000 - 3 * Self.pot)
    }

    @Test("The cart keeps no code: what it keeps of one is worth nothing elsewhere, and one card counts once")
    func keptCode() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(5000)
        let cart = try await cards.shop.cart(codes: [card.code])
        let kept = cart.codes[0].code
        #expect(kept == "gift-card-\(card.id)-\(card.code.suffix(4))")
        #expect(try await cards.shop.enter(card.code.lowercased(), into: cart.token).totals == cart.totals)
        #expect(await refusal { _ = try await cards.shop.cart(codes: [kept]) }?.code == "unknown-code")
        let other = try await cards.shop.cart()
        #expect(await refusal { _ = try await cards.shop.enter(kept, into: other.token) }?.code == "unknown-code")
        #expect(try await cards.shop.takeOut(kept, of: cart.token).totals.tenders.amount == 0)
        for code in ["AAAA-AAAA-AAAA-AAAA-AAAA", String(card.code.dropLast()), "", card.code + "A"] where !code.isEmpty
        {
            #expect(await refusal { _ = try await cards.shop.cart(codes: [code]) }?.code == "unknown-code")
        }
    }

    @Test("A card that can't pay is refused with the reason, when it is entered and at checkout")
    func refused() async throws {
        let cards = try await GiftShop.open()
        let foreign = try await cards.card(5000)
        try await cards.shop.files.store.write { tx in
            _ = try tx.execute("UPDATE gift_cards SET currency = 'EUR' WHERE id = $1", foreign.id)
        }
        let refused = await refusal { _ = try await cards.shop.cart(codes: [foreign.code]) }
        #expect(refused?.code == "gift-card-currency")
        #expect(refused?.detail.contains("is in EUR, and can't pay a cart in USD") == true)

        let card = try await cards.card(5000, "USD", ["expires_at": "2026-11-25T00:00:00Z"])
        let cart = try await cards.shop.cart(codes: [card.code])
        _ = try await cards.send("PATCH", "/\(card.id)", ["is_active": false])
        #expect(try await cards.shop.look(cart.token).totals.tenders.amount == 0)
        #expect(await refusal { _ = try await cards.shop.order(cart.token) }?.code == "gift-card-inactive")
        #expect(await refusal { _ = try await cards.shop.cart(codes: [card.code]) }?.code == "gift-card-inactive")
        _ = try await cards.send("PATCH", "/\(card.id)", ["is_active": true])
        #expect(try await cards.shop.look(cart.token).totals.tenders.amount == Self.pot)
        cards.shop.clock.set(try #require(Timestamp(rfc3339: "2026-11-24T23:59:59.999Z")))
        #expect(try await cards.shop.look(cart.token).totals.tenders.amount == Self.pot)
        cards.shop.clock.advance(milliseconds: 1)
        #expect(try await cards.shop.look(cart.token).totals.tenders.amount == 0)
        #expect(await refusal { _ = try await cards.shop.order(cart.token) }?.code == "gift-card-expired")
        #expect(try await cards.balance(card.id) == 5000)
    }

    @Test("A card that was emptied meanwhile keeps the order from being placed, which leaves nothing behind")
    func emptied() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(Self.pot)
        let carts = [try await cards.shop.cart(codes: [card.code]), try await cards.shop.cart(codes: [card.code])]
        _ = try await cards.shop.order(carts[0].token)
        #expect(await refusal { _ = try await cards.shop.order(carts[1].token) }?.code == "gift-card-empty")
        #expect(try await cards.shop.number("SELECT COUNT(*) FROM orders") == 1)
        try await cards.checkBooks()
    }

    @Test("A gift card buys no gift card")
    func notForCards() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(50_000)
        let alone = try await cards.shop.cart([("BOWL-1", 1)], codes: [card.code])
        #expect(alone.totals.tenders.amount == 0)
        let mixed = try await cards.shop.cart([("POT-1", 1), ("BOWL-1", 1)], codes: [card.code])
        #expect(mixed.totals.tenders.amount == Self.pot && mixed.totals.due.amount == 10_001)
    }

    @Test("A cancelled order puts back on every card what it took, at once and only once")
    func cancelled() async throws {
        let cards = try await GiftShop.open()
        let (one, two) = (try await cards.card(1000), try await cards.card(1000))
        let order = try await cards.shop.order(try await cards.shop.cart(codes: [one.code, two.code]).token)
        try await cards.shop.move(order.id, to: .cancelled)
        #expect(try await cards.balance(one.id) == 1000)
        try await cards.tell()
        #expect(try await cards.statement(one.id) == ["issue 1000", "redeem -1000", "return 1000"])
        #expect(try await cards.statement(two.id) == ["issue 1000", "redeem -1000", "return 1000"])
        try await cards.checkBooks()
    }

    @Test("A refund gives back what was paid otherwise first, then what the cards have paid, part by part")
    func refunded() async throws {
        let cards = try await GiftShop.open()
        let (one, two) = (try await cards.card(500), try await cards.card(1500))
        let placed = try await cards.shop.order(
            try await cards.shop.cart(codes: [one.code, two.code]).token
        )
        let order = try await cards.pay(placed)
        // 749 were paid otherwise.
        let first = try await cards.refund(order, amount: 800)
        #expect(first.payments.map(\.refunded.amount) == [749, 51, 0])
        #expect(try await cards.balance(one.id) == 51)
        try await cards.refund(order, amount: 800)
        #expect(try await cards.balance(one.id) == 500)
        #expect(try await cards.balance(two.id) == 351)
        try await cards.tell()
        // The rest, by its goods and shipping.
        try await cards.refund(order, amount: Self.pot - 1600)
        #expect(try await cards.balance(two.id) == 1500)
        #expect(try await cards.statement(two.id) == ["issue 1500", "redeem -1500", "return 351", "return 1149"])
        #expect(try await cards.send("GET", "/\(two.id)")["expires_at"] == .null)
        try await cards.checkBooks()
    }

    @Test("What comes back to a card that has expired can be spent for 90 days; one that is switched off stays so")
    func comesBackLate() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(Self.pot, "USD", ["expires_at": "2026-11-25T00:00:00Z"])
        let order = try await cards.shop.order(try await cards.shop.cart(codes: [card.code]).token)
        _ = try await cards.send("PATCH", "/\(card.id)", ["is_active": false])
        cards.shop.clock.advance(milliseconds: 30 * 86_400_000)
        try await cards.refund(order, amount: 1000)
        let shown = try await cards.send("GET", "/\(card.id)")
        #expect(shown["balance"]["amount"] == 1000 && shown["is_active"] == false)
        #expect(shown["expires_at"] == "2027-03-24T09:30:00.000Z")
        _ = try await cards.send("PATCH", "/\(card.id)", ["is_active": true])
        #expect(try await cards.shop.cart(codes: [card.code]).totals.tenders.amount == 1000)
    }

    @Test("What is left on a card when it expires is taken, once, and written down")
    func expires() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(700, "USD", ["expires_at": "2026-11-25T00:00:00Z"])
        let other = try await cards.card(700)
        try await cards.tell()
        cards.shop.clock.advance(milliseconds: 7 * 86_400_000)
        for _ in 1...2 { try await cards.tell() }
        #expect(try await cards.statement(card.id) == ["issue 700", "expire -700"])
        #expect(try await cards.balance(other.id) == 700)
        try await cards.checkBooks()
    }

    @Test("What happened while the plugin was off is made up for when it is on again, once")
    func meanwhile() async throws {
        let cards = try await GiftShop.open()
        let card = try await cards.card(Self.pot)
        let paid = try await cards.shop.order(try await cards.shop.cart(codes: [card.code]).token)
        let (waiting, _) = try await cards.sold([("MUG-1", 1)])
        try await cards.tell()
        try await cards.shop.disable("gift-cards")
        try await cards.shop.move(paid.id, to: .cancelled)
        try await cards.pay(waiting)
        let (sold, _) = try await cards.sold([("MUG-1", 2)])
        try await cards.pay(sold)
        #expect(try await cards.shop.number("SELECT COUNT(*) FROM gift_cards") == 1)
        for _ in 1...2 {
            try await cards.shop.enable("gift-cards")
            try await cards.tell()
            #expect(try await cards.balance(card.id) == Self.pot)
            #expect(try await cards.balances(of: waiting) == [333])
            #expect(try await cards.balances(of: sold) == [333, 333])
            try await cards.shop.disable("gift-cards")
        }
        try await cards.shop.enable("gift-cards")
        try await cards.checkBooks()
    }

    @Test("What was sold before its product was made a gift card is none, also when that is made up for")
    func soldBefore() async throws {
        let cards = try await GiftShop.open()
        let (order, _) = try await cards.sold([("POT-1", 1)])
        try await cards.pay(order)
        cards.shop.clock.advance(milliseconds: 1)
        _ = try await cards.send("PUT", "/products/\(try await cards.product("POT-1"))")
        let (later, _) = try await cards.sold([("POT-1", 1)])
        try await cards.shop.disable("gift-cards")
        try await cards.pay(later)
        try await cards.shop.enable("gift-cards")
        try await cards.tell()
        #expect(try await cards.balances(of: order) == [])
        #expect(try await cards.balances(of: later) == [1999])
    }

    @Test("Removed with its data, nothing of it is left")
    func removed() async throws {
        let cards = try await GiftShop.open()
        _ = try await cards.card(500)
        try await cards.shop.disable("gift-cards")
        try await cards.shop.host.remove("gift-cards", dropData: true)
        #expect(try await cards.shop.tables().filter { $0.contains("gift") } == [])
    }
}
