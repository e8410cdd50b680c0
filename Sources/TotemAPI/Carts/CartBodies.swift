import TotemKernel

struct CheckedNewCart: Sendable {
    var currency: Currency?
    var items: [LineRequest] = []
    var codes: [String] = []
}

struct NewCartBody: Decodable {
    let currency: Currency?
    let items: [LineBody]?
    let codes: [String]?

    static let schema = Schema.form(
        [:],
        optional: [
            "currency": .storeCurrency.orNull, "items": LineBody.newLines.orNull, "codes": codes.orNull,
        ]
    )

    static let codes = Schema.list(.text(CartStore.codeRule), 0...CartStore.largestCodeCount)

    func checked() throws(KernelError) -> CheckedNewCart {
        CheckedNewCart(currency: currency, items: try LineBody.requests(items ?? []), codes: codes ?? [])
    }
}

struct LineBody: Decodable {
    let sku: String?
    let variant_id: ProductVariant.ID?
    let product_id: Product.ID?
    let quantity: Int64
    let properties: JSONValue?
    let parent_id: CartItem.ID?

    static let schema = Schema.named(
        "AddedLine",
        Schema.form(
            ["quantity": Quantity.schema],
            optional: [
                "properties": LineProperties.schema.orNull,
                "parent_id": .id.orNull.described("the line of the cart that it is a part of, and goes with"),
            ],
            oneOf: subjects
        )
    )
    /// Those of a whole basket, in which no line has an id yet.
    static let newLines = Schema.list(
        .named(
            "NewLine",
            .form(
                ["quantity": Quantity.schema],
                optional: ["properties": LineProperties.schema.orNull],
                oneOf: subjects
            )
        ),
        0...CartStore.largestLineCount
    )

    /// What a line is of.
    static let subjects: [String: Schema] = ["sku": .sku, "variant_id": .id, "product_id": .id]

    /// - Parameter path: where the line is in the body: `items[2].`
    func request(path: String) throws(KernelError) -> LineRequest {
        let subjects: [LineRequest.Subject?] = [
            sku.map { .sku($0) }, variant_id.map { .variant($0) }, product_id.map { .product($0) },
        ]
        let named = subjects.compactMap { $0 }
        var check = FieldCheck()
        if named.count != 1 {
            check.object([KernelError.Field(path + "sku", "give exactly one of sku, variant_id and product_id")])
        }
        let quantity = check.attempt { () throws(KernelError) in try Quantity(self.quantity, field: path + "quantity") }
        let properties = check.attempt { () throws(KernelError) in
            try LineProperties(self.properties, field: path + "properties")
        }
        guard check.isPassed, let subject = named.first, let quantity, let properties else { throw check.error }
        return LineRequest(subject, quantity: quantity, properties: properties, parent: parent_id, path: path)
    }

    /// The lines of a list called `items`.
    static func requests(_ lines: [LineBody]) throws(KernelError) -> [LineRequest] {
        guard lines.count <= CartStore.largestLineCount else {
            throw .invalid("items", "must be at most \(CartStore.largestLineCount)")
        }
        var check = FieldCheck()
        let items = lines.enumerated().compactMap { index, line in
            check.attempt { () throws(KernelError) in try line.request(path: "items[\(index)].") }
        }
        guard check.isPassed else { throw check.error }
        return items
    }
}

extension LineProperties {
    static let schema = Schema.jsonObject.described("at most \(largestSize) bytes")
}

struct LineChangeBody: Decodable {
    let quantity: Int64?
    let properties: Change<JSONValue>

    static let schema = Schema.form(
        [:],
        optional: ["quantity": Quantity.schema, "properties": LineProperties.schema.orNull]
    )

    func checked() throws(KernelError) -> (Quantity?, LineProperties?) {
        var check = FieldCheck()
        let quantity = self.quantity.flatMap { quantity in
            check.attempt { () throws(KernelError) in try Quantity(quantity) }
        }
        var properties: LineProperties?
        if case .set(let value) = self.properties {
            properties = check.attempt { () throws(KernelError) in try LineProperties(value) }
        }
        guard check.isPassed else { throw check.error }
        return (quantity, properties)
    }
}

struct CodeBody: Decodable {
    let code: String

    static let schema = Schema.form(["code": .text(CartStore.codeRule)])
}

/// What is said beside the lines: a member that is missing stays as it is, null takes it away.
struct CartDetailsBody: Decodable {
    let email: Change<String>
    let billing_address: Change<AddressBody>
    let locale: Change<String>
    let note: Change<String>
    let metadata: Change<JSONValue>

    static let schema = Schema.form(
        [:],
        optional: [
            "email": .email.orNull, "billing_address": AddressBody.schema.orNull,
            "locale": .locale.orNull, "note": .text(CartDetails.noteRule).orNull,
            "metadata": Schema.metadata(.json).orNull.described("by name; null takes out what has that name"),
        ]
    )

    func checked() throws(KernelError) -> CartDetailsChange {
        var check = FieldCheck()
        let email = check.change(self.email) { email throws(KernelError) in try Email(email) }
        let billing = check.change(billing_address) { address throws(KernelError) in
            try address.address(field: "billing_address")
        }
        let locale = check.change(self.locale) { locale throws(KernelError) in try LanguageTag(locale) }
        _ = check.change(note) { note throws(KernelError) in try CartDetails.note(note) }
        guard check.isPassed else { throw check.error }
        return CartDetailsChange(
            email: email,
            billingAddress: billing,
            locale: locale,
            note: note,
            metadata: metadata
        )
    }
}

struct CartDetailsChange: Sendable {
    let email: Change<Email>
    let billingAddress: Change<Address>
    let locale: Change<LanguageTag>
    let note: Change<String>
    let metadata: Change<JSONValue>

    func apply(to details: inout CartDetails) throws(KernelError) {
        details.email = email.applied(to: details.email)
        details.billingAddress = billingAddress.applied(to: details.billingAddress)
        details.locale = locale.applied(to: details.locale)
        try details.setNote(note.applied(to: details.note))
        if case .set(let new) = metadata {
            details.metadata =
                try new.map { new throws(KernelError) in
                    try Metadata.merge(new, into: details.metadata)
                } ?? nil
        }
    }
}

extension FieldCheck {
    /// A change whose value is checked.
    mutating func change<Given: Sendable, Checked: Sendable>(
        _ change: Change<Given>,
        _ check: (Given) throws(KernelError) -> Checked
    ) -> Change<Checked> {
        switch change {
        case .unchanged: .unchanged
        case .set(nil): .set(nil)
        case .set(let given?): .set(attempt { () throws(KernelError) in try check(given) })
        }
    }
}

struct CartShippingBody: Decodable {
    let address: AddressBody
    let rate: String?

    static let schema = Schema.form(
        ["address": AddressBody.schema],
        optional: ["rate": rate.orNull.described("the id of one of the cart's shipping_rates")]
    )

    static let rate = Schema.plainText.adding(["minLength": .integer(1)])

    func checked() throws(KernelError) -> (Address, String?) { (try address.address(field: "address"), rate) }
}

/// A dry run: what is missing is as the cart has it.
struct PreviewBody: Decodable {
    let items: [LineBody]?
    let codes: [String]?
    let address: AddressBody?
    let rate: String?

    static let schema = Schema.form(
        [:],
        optional: [
            "items": LineBody.newLines.orNull, "codes": NewCartBody.codes.orNull,
            "address": AddressBody.schema.orNull, "rate": CartShippingBody.rate.orNull,
        ]
    )

    func request() throws(KernelError) -> PreviewRequest {
        var check = FieldCheck()
        let items = self.items.flatMap { items in
            check.attempt { () throws(KernelError) in try LineBody.requests(items) }
        }
        let address = self.address.flatMap { address in
            check.attempt { () throws(KernelError) in try address.address(field: "address") }
        }
        guard check.isPassed else { throw check.error }
        return PreviewRequest(items: items, codes: codes, shippingAddress: address, shippingRate: rate)
    }
}

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
