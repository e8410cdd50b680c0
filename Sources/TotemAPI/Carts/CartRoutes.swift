import TotemKernel

/// Carts and checkout. Who knows a cart's id may use it.
func addCartRoutes(to routes: inout Routes) {
    routes.add(
        .create(
            "/v1/carts",
            "Make a cart, with lines and codes or without",
            taking: NewCartBody.schema,
            answering: Cart.schema
        )
    ) { request in
        let new = request.hasBody ? try request.json(NewCartBody.self) { try $0.checked() } : CheckedNewCart()
        return try await request.change { tx, context in
            let cart = try CartStore.create(
                currency: new.currency,
                items: new.items,
                codes: new.codes,
                in: tx,
                context
            )
            return cart.answer.created(at: "/v1/carts/\(cart.token)")
        }
    }
    routes.add(.get("/v1/carts/{cart}", "A cart at today's prices", answering: Cart.schema).ifChanged) { request in
        let token = try request.parameter("cart")
        let cart = try await request.read { tx, context in try CartStore.get(token, in: tx, context) }
        return request.unlessKnown(cart.answer)
    }
    routes.add(.delete("/v1/carts/{cart}", "Delete a cart")) { request in
        let token = try request.parameter("cart")
        return try await request.change { tx, _ in
            try CartStore.delete(token, in: tx)
            return .noContent
        }
    }
    addCartItemRoutes(to: &routes)
    addCartCodeRoutes(to: &routes)
    routes.add(
        .create(
            "/v1/carts/{cart}/checkout",
            "Make the cart an order; again, the same order",
            taking: CheckoutBody.schema,
            answering: OrderAnswer.schema
        ).ifAsSeen
    ) { request in
        let token = try request.parameter("cart")
        let checkout = try request.json(CheckoutBody.self) { try $0.request() }
        let tags = try request.expectedTags()
        return try await request.change { [api = request.api] tx, context in
            let order = try PlaceOrder.place(token, checkout, in: tx, context) { cart in
                tags?.contains(cart.tag) ?? true
            }
            api.products.evict(order.items.compactMap(\.productID), after: tx)
            api.placedOrders.count(order, at: context.now, after: tx)
            return .created(OrderAnswer(order, for: request.actor), at: "/v1/orders/\(order.id)")
        }
    }
}

private func addCartItemRoutes(to routes: inout Routes) {
    routes.add(
        .post("/v1/carts/{cart}/items", "Add a line, or to one", taking: LineBody.schema, answering: Cart.schema)
    ) { request in
        let token = try request.parameter("cart")
        let line = try request.json(LineBody.self) { try $0.request(path: "") }
        return try await request.change { tx, context in
            try CartStore.add(line, to: token, in: tx, context).answer
        }
    }
    routes.add(
        .patch("/v1/carts/{cart}/items/{item}", "Change how many", taking: QuantityBody.schema, answering: Cart.schema)
    ) { request in
        let token = try request.parameter("cart")
        let item: CartItem.ID = try request.id("item", of: "line")
        let quantity = try Quantity(request.json(QuantityBody.self).quantity)
        return try await request.change { tx, context in
            try CartStore.changeQuantity(of: item, to: quantity, in: token, in: tx, context).answer
        }
    }
    routes.add(.delete("/v1/carts/{cart}/items/{item}", "Take a line out", answering: Cart.schema)) { request in
        let token = try request.parameter("cart")
        let item: CartItem.ID = try request.id("item", of: "line")
        return try await request.change { tx, context in
            try CartStore.remove(item, from: token, in: tx, context).answer
        }
    }
}

private func addCartCodeRoutes(to routes: inout Routes) {
    routes.add(.post("/v1/carts/{cart}/codes", "Enter a code", taking: CodeBody.schema, answering: Cart.schema)) {
        request in
        let token = try request.parameter("cart")
        let code = try request.json(CodeBody.self).code
        return try await request.change { tx, context in
            try CartStore.enter(code: code, into: token, in: tx, context).answer
        }
    }
    routes.add(.delete("/v1/carts/{cart}/codes/{code}", "Take a code out", answering: Cart.schema)) { request in
        let token = try request.parameter("cart")
        let code = try request.parameter("code")
        return try await request.change { tx, context in
            try CartStore.remove(code: code, from: token, in: tx, context).answer
        }
    }
}

private struct CheckedNewCart: Sendable {
    var currency: Currency?
    var items: [LineRequest] = []
    var codes: [String] = []
}

private struct NewCartBody: Decodable {
    let currency: Currency?
    let items: [LineBody]?
    let codes: [String]?

    static let schema = Schema.form(
        [:],
        optional: [
            "currency": .text.orNull, "items": Schema.list(LineBody.schema).orNull, "codes": Schema.list(.text).orNull,
        ]
    )

    func checked() throws(KernelError) -> CheckedNewCart {
        let lines = items ?? []
        guard lines.count <= CartStore.largestLineCount else {
            throw .invalid("items", "must be at most \(CartStore.largestLineCount)")
        }
        var check = FieldCheck()
        let items = lines.enumerated().compactMap { index, line in
            check.attempt { () throws(KernelError) in try line.request(path: "items[\(index)].") }
        }
        guard check.isPassed else { throw check.error }
        return CheckedNewCart(currency: currency, items: items, codes: codes ?? [])
    }
}

private struct LineBody: Decodable {
    let sku: String?
    let variant_id: ProductVariant.ID?
    let product_id: Product.ID?
    let quantity: Int64

    static let schema = Schema.named(
        "NewLine",
        Schema.form(
            ["quantity": Quantity.schema],
            optional: ["sku": .text.orNull, "variant_id": .id.orNull, "product_id": .id.orNull]
        ).described("exactly one of sku, variant_id and product_id")
    )

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
        guard check.isPassed, let subject = named.first, let quantity else { throw check.error }
        return LineRequest(subject, quantity: quantity, path: path)
    }
}

private struct QuantityBody: Decodable {
    let quantity: Int64

    static let schema = Schema.form(["quantity": Quantity.schema])
}

private struct CodeBody: Decodable {
    let code: String

    static let schema = Schema.form(["code": .text])
}

private struct CheckoutBody: Decodable {
    struct Method: Decodable {
        let method: String
    }

    let email: String
    let shipping_address: AddressBody
    let billing_address: AddressBody?
    let payment: Method
    let expected_total: Money?

    static let schema = Schema.named(
        "Checkout",
        .form(
            [
                "email": .email, "shipping_address": Address.schema,
                "payment": .form(["method": .text.described("manual")]),
            ],
            optional: [
                "billing_address": Address.schema.orNull,
                "expected_total": Money.schema.orNull.described("409 with the new cart when it costs another"),
            ]
        )
    )

    func request() throws(KernelError) -> CheckoutRequest {
        var check = FieldCheck()
        let email = check.attempt { () throws(KernelError) in try Email(self.email) }
        let shipping = check.attempt { () throws(KernelError) in
            try shipping_address.address(field: "shipping_address")
        }
        let billing = billing_address.flatMap { address in
            check.attempt { () throws(KernelError) in try address.address(field: "billing_address") }
        }
        let method = check.attempt { () throws(KernelError) in try PaymentMethod(payment.method) }
        guard check.isPassed, let email, let shipping, let method else { throw check.error }
        return CheckoutRequest(
            email: email,
            shippingAddress: shipping,
            billingAddress: billing,
            paymentMethod: method,
            expectedTotal: expected_total
        )
    }
}

/// An address as clients send it.
struct AddressBody: Decodable {
    let first_name: String?
    let last_name: String?
    let company: String?
    let phone: String?
    let tax_id: String?
    let address_line1: String?
    let address_line2: String?
    let city: String?
    let state: String?
    let postal_code: String?
    let country: String?

    func address(field: String?) throws(KernelError) -> Address {
        try Address(
            firstName: first_name,
            lastName: last_name,
            company: company,
            phone: phone,
            taxID: tax_id,
            addressLine1: address_line1,
            addressLine2: address_line2,
            city: city,
            state: state,
            postalCode: postal_code,
            country: country,
            field: field
        )
    }
}
