import TotemPluginKit

/// A gift card, and the rules of when it pays.
struct GiftCard {
    /// What one card holds at most, in minor units.
    static let largestBalance: Int64 = 1_000_000_000_000

    let id: Int64
    /// Nil: nobody has been given its code.
    let lastFour: String?
    let currency: String
    /// What it was issued with, in minor units.
    let value: Int64
    let balance: Int64
    let isActive: Bool
    /// The first millisecond at which it pays nothing any more; nil: never.
    let expiresAt: Int64?
    /// Its sale was undone: it is worth nothing for good.
    let isWithdrawn: Bool
    let recipient: Recipient

    var label: String { "Gift card ending in \(lastFour ?? "?")" }

    /// What a cart keeps of it.
    var kept: KeptCode { KeptCode(card: id, lastFour: lastFour ?? "") }

    /// Why it pays nothing in a cart of that currency now; nil when it does. An order is what decides; this tells a buyer early.
    func refusal(in cartCurrency: String, at now: Int64) -> Veto? {
        guard currency == cartCurrency else {
            return Veto("gift-card-currency", "\(label) is in \(currency), and can't pay a cart in \(cartCurrency).")
        }
        guard isActive else { return Veto("gift-card-inactive", "\(label) can't be used at the moment.") }
        if let expiresAt, now >= expiresAt { return Veto("gift-card-expired", "\(label) has expired.") }
        guard balance > 0 else { return Veto("gift-card-empty", "\(label) holds nothing any more.") }
        return nil
    }

    /// What of an amount the first units of a line have, rounded down: all of them together have the whole.
    static func share(of amount: Int64, first units: Int64, of all: Int64) -> Int64 {
        let product = amount.magnitude.multipliedFullWidth(by: units.magnitude)
        return Int64(all.magnitude.dividingFullWidth(product).quotient)
    }
}
