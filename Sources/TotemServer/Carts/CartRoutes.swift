import TotemKernel

/// Carts and checkout. Who knows a cart's id may use it.
func addCartRoutes(to routes: Routes) {
    routes.post("/v1/carts") { request in
        let new = request.hasBody ? try request.json(NewCartBody.self) { try $0.checked() } : CheckedNewCart()
        return try await request.unsafe { tx, context in
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
    routes.get("/v1/carts/{cart}") { request in
        let token = try request.parameter("cart")
        let cart = try await request.read { tx, context in try CartStore.get(token, in: tx, context) }
        return request.unlessKnown(cart.answer)
    }
    routes.delete("/v1/carts/{cart}") { request in
        let token = try request.parameter("cart")
        return try await request.unsafe { tx, _ in
            try CartStore.delete(token, in: tx)
            return .noContent
        }
    }
    addCartItemRoutes(to: routes)
    addCartCodeRoutes(to: routes)
    routes.post("/v1/carts/{cart}/checkout") { request in
        let token = try request.parameter("cart")
        let checkout = try request.json(CheckoutBody.self) { try $0.request() }
        let tags = try request.expectedTags()
        return try await request.unsafe { [server = request.server] tx, context in
            let order = try PlaceOrder.place(token, checkout, in: tx, context) { cart in
                tags?.contains(cart.tag) ?? true
            }
            server.products.evict(order.items.map(\.productID), after: tx)
            server.metrics.count(order, at: context.now, after: tx)
            return .created(OrderAnswer(order: order), at: "/v1/orders/\(order.id)")
        }
    }
}

private func addCartItemRoutes(to routes: Routes) {
    routes.post("/v1/carts/{cart}/items") { request in
        let token = try request.parameter("cart")
        let line = try request.json(LineBody.self) { try $0.request(path: "") }
        return try await request.unsafe { tx, context in
            try CartStore.add(line, to: token, in: tx, context).answer
        }
    }
    routes.patch("/v1/carts/{cart}/items/{item}") { request in
        let token = try request.parameter("cart")
        let item: CartItem.ID = try request.id("item", of: "line")
        let quantity = try Quantity(request.json(QuantityBody.self).quantity)
        return try await request.unsafe { tx, context in
            try CartStore.changeQuantity(of: item, to: quantity, in: token, in: tx, context).answer
        }
    }
    routes.delete("/v1/carts/{cart}/items/{item}") { request in
        let token = try request.parameter("cart")
        let item: CartItem.ID = try request.id("item", of: "line")
        return try await request.unsafe { tx, context in
            try CartStore.remove(item, from: token, in: tx, context).answer
        }
    }
}

private func addCartCodeRoutes(to routes: Routes) {
    routes.post("/v1/carts/{cart}/codes") { request in
        let token = try request.parameter("cart")
        let code = try request.json(CodeBody.self).code
        return try await request.unsafe { tx, context in
            try CartStore.enter(code: code, into: token, in: tx, context).answer
        }
    }
    routes.delete("/v1/carts/{cart}/codes/{code}") { request in
        let token = try request.parameter("cart")
        let code = try request.parameter("code")
        return try await request.unsafe { tx, context in
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
}

private struct CodeBody: Decodable {
    let code: String
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
