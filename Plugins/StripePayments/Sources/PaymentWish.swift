import TotemPluginKit

/// What the buyer's client sends as `payment.details`.
struct PaymentWish {
    /// A PaymentMethod of Stripe's, `pm_…`: one that the client has made of a card, or one that the customer has saved. Nil: the
    /// client collects the card itself, with the intent's client secret.
    let method: String?
    /// Whether a customer wants to pay with the same card again.
    let saves: Bool

    private init(_ details: JSONValue) throws(JSONError) {
        method = try details.optionalText("payment_method")
        saves = try details.optionalBool("save") ?? false
    }

    /// Nothing in particular.
    init() {
        method = nil
        saves = false
    }

    /// Nil when it is nothing that can be paid with.
    /// - Parameter details: JSON text; nil when the client has sent nothing.
    init?(details: String?) {
        guard let details, details != "null" else {
            self.init()
            return
        }
        guard let wish = try? PaymentWish(JSONValue(text: details)), wish.method.map(StripeID.isMethod) ?? true else {
            return nil
        }
        self = wish
    }
}

/// Stripe's names for things, which go into addresses.
enum StripeID {
    static func isPlain(_ id: String) -> Bool {
        (1...100).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F
            }
    }

    static func isMethod(_ id: String) -> Bool { id.hasPrefix("pm_") && isPlain(id) }
}
