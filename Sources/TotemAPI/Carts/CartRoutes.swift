import TotemKernel

/// Carts and checkout. Who knows a cart's id may use it.
func addCartRoutes(to routes: inout Routes) {
    routes.add(
        .create(
            "/v1/carts",
            "Make a cart, with lines and codes or without",
            taking: NewCartBody.schema,
            answering: Cart.schema
        ).withOptionalBody
    ) { request in
        let new = request.hasBody ? try request.json(NewCartBody.self) { try $0.checked() } : CheckedNewCart()
        return try await request.entering(new.codes, into: nil) {
            try await request.changeCart(isNew: true) { tx, context in
                try CartStore.create(currency: new.currency, items: new.items, codes: new.codes, in: tx, context)
            }
        }
    }
    routes.add(.get("/v1/carts/{cart}", "A cart at today's prices", answering: Cart.schema).ifChanged) { request in
        let token = try request.parameter("cart")
        try await request.kernel.fetchQuotes(of: token, for: .showing, request.context)
        let answer = try await request.read { tx, context in
            try CartStore.get(token, in: tx, context).answer(in: tx, context)
        }
        return request.unlessKnown(answer)
    }
    routes.add(.delete("/v1/carts/{cart}", "Delete a cart")) { request in
        let token = try request.parameter("cart")
        return try await request.change { tx, context in
            try CartStore.delete(token, in: tx, context)
            return .noContent
        }
    }
    addCartDetailRoutes(to: &routes)
    addCartItemRoutes(to: &routes)
    addCartCodeRoutes(to: &routes)
    routes.add(
        .create(
            "/v1/carts/{cart}/checkout",
            "Make the cart an order; again, the same order",
            taking: CheckoutBody.schema,
            answering: OrderAnswer.schema
        ).ifAsSeen.inTwoSteps
    ) { request in
        let token = try request.parameter("cart")
        let providers = request.providers
        let (checkout, details) = try request.json(CheckoutBody.self) { try $0.request(paidBy: providers) }
        let tags = try request.expectedTags()
        try await request.kernel.fetchQuotes(of: token, for: .checkout(checkout), request.context)
        return try await request.changeInTwoCommits { [api = request.api] tx, context in
            let (order, isNew) = try PlaceOrder.checkOut(token, checkout, in: tx, context) { cart in
                try tags?.contains(cart.extended(in: tx, context).tag) ?? true
            }
            if isNew {
                api.placedOrders.count(after: tx)
                if let payment = OrderPayments.outstanding(of: order) {
                    return .outstanding(payment.value, isNew: true)
                }
            } else {
                let method = checkout.paymentMethod ?? .manual
                if let payment = try OrderPayments.outstanding(of: order, by: method, in: tx, context) {
                    return .outstanding(payment.value, isNew: false)
                }
            }
            let answer = OrderAnswer(try order.extended(in: tx, context), for: context.actor)
            return .answered(.created(answer, at: "/v1/orders/\(order.id)"))
        } finish: { payment, isNew, keep in
            try await request.pay(Payment.ID(payment), isNew: isNew, details: details, keeping: keep)
        }
    }
    routes.add(
        .delete(
            "/v1/carts/{cart}/checkout",
            "Give up a payment that is not decided: the cart is as it was, and what it held is free",
            answering: Cart.schema
        ).withoutIdempotencyKey
    ) { request in
        let token = try request.parameter("cart")
        let payment = try await request.read { tx, _ in try OrderPayments.outstanding(ofCart: token, in: tx) }
        if let payment { try await request.giveUp(payment) }
        return .json(
            try await request.read { tx, context in
                try CartStore.get(token, in: tx, context).extended(in: tx, context)
            }
        )
    }
}

private func addCartDetailRoutes(to routes: inout Routes) {
    routes.add(
        .patch(
            "/v1/carts/{cart}",
            "Say who buys, in which language, with which note",
            taking: CartDetailsBody.schema,
            answering: Cart.schema
        )
    ) { request in
        let token = try request.parameter("cart")
        let change = try request.json(CartDetailsBody.self) { try $0.checked() }
        return try await request.changeCart { tx, context in
            try CartStore.change(token, in: tx, context) { try change.apply(to: &$0) }
        }
    }
    routes.add(
        .put(
            "/v1/carts/{cart}/shipping",
            "Say where it goes, and choose one of the shipping rates",
            taking: CartShippingBody.schema,
            answering: Cart.schema
        )
    ) { request in
        let token = try request.parameter("cart")
        let (address, rate) = try request.json(CartShippingBody.self) { try $0.checked() }
        return try await request.changeCart { tx, context in
            try CartStore.change(token, in: tx, context) { details in
                details.shippingAddress = address
                details.shippingRate = rate
            }
        }
    }
    routes.add(
        .get(
            "/v1/carts/{cart}/payment-methods",
            "The ways to pay it, in the order in which to show them",
            answering: OfferedMethodsAnswer.schema
        )
    ) { request in
        let token = try request.parameter("cart")
        let providers = request.providers
        return .json(
            try await request.read { tx, context in
                let methods = try OfferedMethods.list(providers.methods, for: token, in: tx, context)
                return OfferedMethodsAnswer(methods: methods, providers: providers)
            }
        )
    }
    routes.add(
        .post(
            "/v1/carts/{cart}/price",
            "What it would cost with other lines, codes, address or rate; nothing is changed",
            taking: PreviewBody.schema,
            answering: Cart.schema
        ).withoutIdempotencyKey.withOptionalBody
    ) { request in
        let token = try request.parameter("cart")
        let preview =
            request.hasBody ? try request.json(PreviewBody.self) { try $0.request() } : PreviewRequest()
        return try await request.entering(preview.codes ?? [], into: token) {
            .json(
                try await request.read { tx, context in
                    try CartStore.preview(token, preview, in: tx, context).extended(in: tx, context)
                }
            )
        }
    }
}

private func addCartItemRoutes(to routes: inout Routes) {
    routes.add(
        .post("/v1/carts/{cart}/items", "Add a line, or to one", taking: LineBody.schema, answering: Cart.schema)
    ) { request in
        let token = try request.parameter("cart")
        let line = try request.json(LineBody.self) { try $0.request(path: "") }
        return try await request.changeCart { tx, context in try CartStore.add(line, to: token, in: tx, context) }
    }
    routes.add(
        .patch(
            "/v1/carts/{cart}/items/{item}",
            "Change how many, or the properties",
            taking: LineChangeBody.schema,
            answering: Cart.schema
        )
    ) { request in
        let token = try request.parameter("cart")
        let item: CartItem.ID = try request.id("item", of: "line")
        let (quantity, properties) = try request.json(LineChangeBody.self) { try $0.checked() }
        return try await request.changeCart { tx, context in
            try CartStore.change(item, quantity: quantity, properties: properties, in: token, in: tx, context)
        }
    }
    routes.add(
        .delete("/v1/carts/{cart}/items/{item}", "Take a line out, and what is a part of it", answering: Cart.schema)
    ) { request in
        let token = try request.parameter("cart")
        let item: CartItem.ID = try request.id("item", of: "line")
        return try await request.changeCart { tx, context in try CartStore.remove(item, from: token, in: tx, context) }
    }
}

private func addCartCodeRoutes(to routes: inout Routes) {
    routes.add(.post("/v1/carts/{cart}/codes", "Enter a code", taking: CodeBody.schema, answering: Cart.schema)) {
        request in
        let token = try request.parameter("cart")
        let code = try request.json(CodeBody.self).code
        return try await request.entering([code], into: token) {
            try await request.changeCart { tx, context in
                try CartStore.enter(code: code, into: token, in: tx, context)
            }
        }
    }
    routes.add(.delete("/v1/carts/{cart}/codes/{code}", "Take a code out", answering: Cart.schema)) { request in
        let token = try request.parameter("cart")
        let code = try request.parameter("code")
        return try await request.changeCart { tx, context in
            try CartStore.remove(code: code, from: token, in: tx, context)
        }
    }
}
