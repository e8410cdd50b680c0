import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Tenders beside a provider's payment")
struct TenderTests {
    /// A card of 300 of the 1000.
    private static var card: TestHooks {
        TestHooks(CartTenders.self) { hook, _ in
            let amount = Money(300, hook.cart.currency)
            return [Adjustment(kind: .tender, source: "cards", rule: "X", label: "Card", amount: amount)]
        }
    }

    @Test("The provider is asked for what is due, and the order is paid when it has that")
    func paid() async throws {
        let shop = try await PaymentShop(hooks: Self.card)
        let order = try await shop.checkOut(shop.cart(), .authorize).order
        #expect(order.status == .open && order.paymentStatus == .partiallyPaid)
        #expect(order.payments.map(\.method) == ["folder", "cards"])
        #expect(order.payments.map(\.amount.amount) == [700, 300])
        #expect(try shop.books.records().map(\.held) == [700])
        let id = order.payments[0].id
        let change = try await shop.change { tx, context, providers in
            try ProviderOperations.capture(id, of: order.id, amount: nil, by: providers, in: tx, context)
        }
        #expect(change.order.paymentStatus == .paid)
    }

    @Test("Declined, vetoed or cancelled, the tender is given back with a refund of its own", arguments: [true, false])
    func givenBack(isVetoed: Bool) async throws {
        let hooks = Self.card.adding(OrderTransition.self) { hook, _ in
            guard isVetoed, hook.edge == .status(.open) else { return }
            throw KernelError(.conflict, "closed", "We are closed.")
        }
        let shop = try await PaymentShop(hooks: hooks)
        let order = try await shop.checkOut(shop.cart(), isVetoed ? .capture : .decline).order
        try await shop.settleDue()
        let after = try await shop.order(order.id)
        #expect(after.status == .cancelled && after.paymentStatus == .refunded)
        #expect(after.payments.map(\.method) == ["folder", "cards"])
        #expect(after.payments[1].status == .refunded && after.payments[1].refunded.amount == 300)
        let parts = after.refunds.flatMap(\.parts).filter { $0.paymentID == after.payments[1].id }
        #expect(parts.map(\.amount.amount) == [300])
        #expect(try shop.books.records().allSatisfy { $0.held == 0 })
        #expect(try await shop.stock() == 1)
    }

    @Test("An order that a tender pays whole is paid at once; cancelled, it is refunded, and no provider is asked")
    func whole() async throws {
        let hooks = TestHooks(CartTenders.self) { hook, _ in
            [Adjustment(kind: .tender, source: "cards", rule: nil, label: "Card", amount: hook.cart.totals.total)]
        }
        let shop = try await PaymentShop(hooks: hooks)
        let order = try await shop.place(shop.cart())
        #expect(order.status == .open && order.paymentStatus == .paid && order.due.amount == 0)
        #expect(order.payments.map(\.method) == ["cards"])
        let cancelled = try await shop.kernel.write(as: .system) { tx, context in
            try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, context)
        }
        #expect(cancelled.paymentStatus == .refunded && cancelled.refunds.map(\.amount.amount) == [1000])
        #expect(try shop.books.records().isEmpty)
    }
}
