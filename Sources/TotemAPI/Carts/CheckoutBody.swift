import TotemKernel

/// What is missing is taken from the cart.
struct CheckoutBody: Decodable {
    struct Method: Decodable {
        let method: String
        let details: JSONValue?

        /// What it can be is the shop's own: the document names those that there are.
        static let name = "PaymentMethod"
        static let schema = Schema.form(
            ["method": .named(name, .choice(PaymentProviders().methods))],
            optional: [
                "details": .json.orNull.described(
                    "what that provider needs, such as a token of a card; it is kept nowhere"
                )
            ]
        )
    }

    let email: String?
    let shipping_address: AddressBody?
    let billing_address: AddressBody?
    let note: String?
    let payment: Method?
    let expected_total: Money?

    static let schema = Schema.named(
        "Checkout",
        .form(
            [:],
            optional: [
                "payment": Method.schema.orNull.described("needed when something is left to be paid"),
                "email": .email.orNull.described("needed, here or in the cart"),
                "shipping_address": AddressBody.schema.orNull.described(
                    "needed when something ships, here or in the cart"
                ),
                "billing_address": AddressBody.schema.orNull, "note": .text(CartDetails.noteRule).orNull,
                "expected_total": Schema.money(0...Int64.max).orNull.described(
                    "409 with the new cart when it costs another"
                ),
            ]
        )
    )

    /// - Returns: beside the request, what the provider needs.
    func request(paidBy providers: PaymentProviders) throws(KernelError) -> (CheckoutRequest, details: JSONValue?) {
        var check = FieldCheck()
        let email = self.email.flatMap { email in
            check.attempt { () throws(KernelError) in try Email(email) }
        }
        let shipping = shipping_address.flatMap { address in
            check.attempt { () throws(KernelError) in try address.address(field: "shipping_address") }
        }
        let billing = billing_address.flatMap { address in
            check.attempt { () throws(KernelError) in try address.address(field: "billing_address") }
        }
        let method = payment.map { providers.method($0.method) }
        _ = check.attempt { () throws(KernelError) in try CartDetails.note(note) }
        guard check.isPassed else {
            _ = check.attempt { () throws(KernelError) in try method?.checkIsThere() }
            throw check.error
        }
        let request = CheckoutRequest(
            email: email,
            shippingAddress: shipping,
            billingAddress: billing,
            note: note,
            paymentMethod: method,
            expectedTotal: expected_total
        )
        return (request, payment?.details)
    }
}
