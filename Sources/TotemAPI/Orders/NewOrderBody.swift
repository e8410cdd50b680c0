package import TotemKernel

/// An order that staff make.
struct NewOrderBody: Decodable {
    struct Line: Decodable {
        let sku: String?
        let variant_id: ProductVariant.ID?
        let product_id: Product.ID?
        let quantity: Int64
        let properties: JSONValue?
        let price: Money?

        static let schema = Schema.form(
            ["quantity": Quantity.schema],
            optional: [
                "properties": LineProperties.schema.orNull,
                "price": Schema.money(0...CatalogLimits.price).orNull.described(
                    "of one unit; without it the catalog's"
                ),
            ],
            oneOf: LineBody.subjects
        )

        func request(path: String) throws(KernelError) -> StaffOrderRequest.Line {
            let line = LineBody(
                sku: sku,
                variant_id: variant_id,
                product_id: product_id,
                quantity: quantity,
                properties: properties,
                parent_id: nil
            )
            return StaffOrderRequest.Line(try line.request(path: path), price: price)
        }
    }

    let items: [Line]
    let codes: [String]?
    let email: String?
    let user_id: User.ID?
    let shipping_address: AddressBody?
    let billing_address: AddressBody?
    let shipping_rate: String?
    let payment: CheckoutBody.Method?
    let source: String?
    let note: String?
    let metadata: JSONValue?

    static let schema = Schema.named(
        "NewOrder",
        .form(
            ["items": .list(Line.schema, 1...CartStore.largestLineCount)],
            optional: [
                "codes": NewCartBody.codes.orNull, "email": .email.orNull,
                "user_id": .id.orNull.described("the customer whose order it is"),
                "shipping_address": AddressBody.schema.orNull.described("needed when something ships"),
                "billing_address": AddressBody.schema.orNull,
                "shipping_rate": Schema.plainText.orNull.described("the id of a rate; needed when there are several"),
                "payment": CheckoutBody.Method.schema.orNull.described("manual when it is left out"),
                "source": Schema.choice(OrderSource.self).orNull.described("staff when it is left out"),
                "note": .text(CartDetails.noteRule).orNull, "metadata": Schema.metadata(.json).orNull,
            ]
        )
    )

    /// - Returns: beside the request, what the provider needs.
    func request(paidBy providers: PaymentProviders) throws(KernelError) -> (StaffOrderRequest, details: JSONValue?) {
        var check = FieldCheck()
        let lines = items.enumerated().compactMap { index, line in
            check.attempt { () throws(KernelError) in try line.request(path: "items[\(index)].") }
        }
        let email = self.email.flatMap { email in
            check.attempt { () throws(KernelError) in try Email(email) }
        }
        let shipping = shipping_address.flatMap { address in
            check.attempt { () throws(KernelError) in try address.address(field: "shipping_address") }
        }
        let billing = billing_address.flatMap { address in
            check.attempt { () throws(KernelError) in try address.address(field: "billing_address") }
        }
        let method = payment.map { providers.method($0.method) } ?? .manual
        let source = check.attempt { () throws(KernelError) in
            try self.source.map { source throws(KernelError) in try OrderSource(named: source) } ?? .staff
        }
        _ = check.attempt { () throws(KernelError) in try CartDetails.note(note) }
        guard check.isPassed, let source else {
            _ = check.attempt { () throws(KernelError) in try method.checkIsThere() }
            throw check.error
        }
        let request = StaffOrderRequest(
            lines: lines,
            codes: codes ?? [],
            userID: user_id,
            email: email,
            shippingAddress: shipping,
            billingAddress: billing,
            shippingRate: shipping_rate,
            paymentMethod: method,
            source: source,
            note: note,
            metadata: metadata
        )
        return (request, payment?.details)
    }
}

extension StaffOrderRequest {
    /// An order that a plugin makes, from the body of `POST /v1/orders`. Nobody is there to pay by a provider.
    /// - Throws: ``KernelError`` naming every bad field.
    package init(ofPlugin json: JSONValue) throws {
        self = try BodyDecoder.decode(NewOrderBody.self, from: json) { try $0.request(paidBy: PaymentProviders()).0 }
        source = .plugin
    }
}

extension OrderSource {
    fileprivate init(named name: String) throws(KernelError) {
        guard let source = OrderSource(rawValue: name) else {
            let known = OrderSource.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid("source", "must be one of \(known)")
        }
        self = source
    }
}
