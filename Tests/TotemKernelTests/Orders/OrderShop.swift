import TotemKernel
import TotemStore

/// What staff do with orders, in a test's shop.
extension Shop {
    func act<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Value
    ) async throws -> Value {
        try await store.write { tx in try body(tx, Shop.staff) }
    }

    /// An order of one product, as many units as there are.
    func order(of quantity: Int64, price: Int64 = 1000) async throws -> Order {
        try await save(try Shop.plain("a", price: price, stock: .units(quantity)))
        return try await checkout(try await cart(("a", quantity)))
    }

    @discardableResult
    func move(_ order: Order, to state: OrderStatus) async throws -> Order {
        try await act { tx, staff in try OrderTransitions.move(order.id, to: state, comment: "", in: tx, staff) }
    }

    @discardableResult
    func capture(_ order: Order, _ amount: Int64? = nil) async throws -> Order {
        let part = amount.map { Money($0, order.currency) }
        let payment = order.payments[order.payments.count - 1].id
        return try await act { tx, staff in
            try OrderPayments.capture(payment, of: order.id, amount: part, in: tx, staff)
        }
    }

    @discardableResult
    func void(_ order: Order) async throws -> Order {
        let payment = order.payments[order.payments.count - 1].id
        return try await act { tx, staff in try OrderPayments.void(payment, of: order.id, in: tx, staff) }
    }

    @discardableResult
    func pay(_ order: Order, _ amount: Int64? = nil) async throws -> Order {
        let part = amount.map { Money($0, order.currency) }
        return try await act { tx, staff in
            try OrderPayments.record(part, of: order.id, in: tx, staff)
        }
    }

    @discardableResult
    func refund(_ order: Order, _ amount: Int64) async throws -> Order {
        let request = try RefundRequest(amount: Money(amount, order.currency))
        return try await act { tx, staff in try OrderRefunds.refund(request, of: order.id, in: tx, staff).order }
    }

    /// Refunds units of the order's lines, by the places of these.
    @discardableResult
    func refund(
        _ order: Order,
        lines: [(line: Int, quantity: Int64)],
        restock: Bool = true,
        shipping: Int64? = nil
    ) async throws -> Order {
        let items = try lines.map {
            RefundRequest.Item(id: order.items[$0.line].id, quantity: try Quantity($0.quantity), restock: restock)
        }
        let request = try RefundRequest(items: items, shipping: shipping.map { Money($0, order.currency) })
        return try await act { tx, staff in try OrderRefunds.refund(request, of: order.id, in: tx, staff).order }
    }

    /// Ships units of the first line; nil: all that is left of all.
    @discardableResult
    func ship(_ order: Order, _ quantity: Int64? = nil, _ state: Fulfilment.State = .shipped) async throws -> Order {
        let items = try quantity.map { [FulfilmentItem(itemID: order.items[0].id, quantity: try Quantity($0))] }
        let request = try NewFulfilment(items: items, tracking: try Tracking(), state: state)
        return try await act { tx, staff in try OrderFulfilments.create(request, of: order.id, in: tx, staff).order }
    }

    /// Takes the last fulfilment of an order to a state.
    @discardableResult
    func take(_ order: Order, to state: Fulfilment.State) async throws -> Order {
        let fulfilment = order.fulfilments[order.fulfilments.count - 1].id
        return try await act { tx, staff in
            try OrderFulfilments.update(fulfilment, of: order.id, FulfilmentEdit(state: state), in: tx, staff).order
        }
    }
}
