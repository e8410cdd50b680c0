import TotemPluginKit

/// What gift cards are and do in carts.
enum CartHooks {
    /// So many of one line can be bought at once.
    private static let largestQuantity: Int64 = 100

    /// `cart.item.validate`: how many there are, and for whom.
    static func validate(_ call: Call, _ event: ItemEvent) throws {
        let products = try GiftProducts.ids(call)
        for change in event.changes where products.contains(change.productID) {
            guard change.quantity <= largestQuantity else {
                throw Veto.field("\(change.path)quantity", "must be at most \(largestQuantity) of a gift card")
            }
            _ = try Recipient.read(change.properties, field: "\(change.path)properties")
        }
    }

    /// `cart.flags`: nothing is sent, and the tax is that of what the card will buy. A discount would make money of nothing.
    static func mark(_ call: Call, _ event: CartEvent) throws {
        let products = try GiftProducts.ids(call)
        for line in event.cart.lines where products.contains(line.productID) {
            try call.add([.takesNoDiscount, .shipsNothing, .isNotTaxed], to: line)
        }
    }

    /// `cart.code.validate`: a code that is entered, or a card that the cart has already.
    static func enter(_ call: Call, _ event: CodeEvent) throws {
        let (cart, code) = (event.cart, event.code)
        if cart.codes.contains(where: { $0.code == code && $0.plugin == GiftCards.pluginName }) {
            guard let kept = KeptCode(text: code), let card = try GiftCardStore.find(kept.card, call),
                card.lastFour == kept.lastFour
            else { return }
            if let refusal = card.refusal(in: cart.currency, at: call.now) { throw refusal }
            return try call.claim()
        }
        guard let entered = GiftCardCode(entered: code), let card = try GiftCardStore.find(entered, call) else {
            return
        }
        if let refusal = card.refusal(in: cart.currency, at: call.now) { throw refusal }
        try call.claim(as: card.kept.text)
    }

    /// `cart.tenders`: each card pays what it holds, in the order in which they were entered, but for other gift cards: those
    /// would outlive its expiry. One that can't be used since it was entered pays nothing; checkout says why.
    static func pay(_ call: Call, _ event: CartEvent) throws {
        let cart = event.cart
        let entered = cart.codes.filter { $0.plugin == GiftCards.pluginName }.compactMap { KeptCode(text: $0.code) }
        guard !entered.isEmpty else { return }
        var payable = min(cart.total - cart.tenders, cart.total - (try worthOfGiftCards(in: cart, call)))
        for kept in entered {
            guard payable > 0 else { return }
            guard let card = try GiftCardStore.find(kept.card, call), card.lastFour == kept.lastFour,
                card.refusal(in: cart.currency, at: call.now) == nil
            else { continue }
            let amount = min(card.balance, payable)
            try call.addTender(amount, label: card.label, rule: card.kept.text)
            payable -= amount
        }
    }

    private static func worthOfGiftCards(in cart: Cart, _ call: Call) throws -> Int64 {
        let products = try GiftProducts.ids(call)
        let lines = cart.lines.filter { products.contains($0.productID) }
        return lines.reduce(0) { $0 + $1.total - $1.discount + (cart.pricesIncludeTax ? 0 : $1.tax) }
    }
}
