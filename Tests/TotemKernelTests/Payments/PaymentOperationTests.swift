import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What staff do with payments by a provider")
struct PaymentOperationTests {
    private func paid(_ shop: PaymentShop, _ behaviour: FolderProvider.Behaviour = .authorize) async throws -> Order {
        try await shop.checkOut(shop.cart(), behaviour).order
    }

    private func capture(_ order: Order, _ amount: Int64? = nil, _ shop: PaymentShop) async throws -> PaymentChange {
        let payment = order.payments[0].id
        let part = amount.map { Money($0, order.currency) }
        return try await shop.change { tx, context, providers in
            try ProviderOperations.capture(payment, of: order.id, amount: part, by: providers, in: tx, context)
        }
    }

    private func refund(_ order: Order, _ amount: Int64, _ shop: PaymentShop) async throws -> PaymentChange {
        let request = try RefundRequest(amount: Money(amount, order.currency), reason: "broken")
        return try await shop.change { tx, context, providers in
            try ProviderOperations.refund(request, of: order.id, by: providers, in: tx, context)
        }
    }

    @Test("A capture takes the money at the provider, a part of it and then the rest")
    func captures() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop)
        #expect(try await capture(order, 400, shop).order.paymentStatus == .partiallyPaid)
        #expect(try await capture(order, nil, shop).order.paymentStatus == .paid)
        #expect(try shop.books.records().map(\.captured) == [1000])
    }

    @Test("A void gives up the authorization at the provider")
    func voids() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop)
        let change = try await shop.change { tx, context, providers in
            try ProviderOperations.void(order.payments[0].id, of: order.id, by: providers, in: tx, context)
        }
        #expect(change.order.paymentStatus == .voided)
        #expect(try shop.books.records().map(\.state) == [.voided])
    }

    @Test("A refund goes through the provider, and what it declines is not refunded")
    func refunds() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop, .capture)
        try shop.books.wish(.decline)
        guard case .declined(let same, let reason) = try await refund(order, 300, shop) else {
            Issue.record("not declined")
            return
        }
        #expect(reason == "The bank says no.")
        #expect(same.refunds.isEmpty)
        #expect(same.paymentStatus == .paid)
        let refunded = try await refund(order, 300, shop).order
        #expect(refunded.paymentStatus == .partiallyRefunded)
        #expect(refunded.refunds.map(\.amount.amount) == [300])
        #expect(refunded.refunds.map(\.reason) == ["broken"])
        #expect(try shop.books.records().map(\.refunded) == [300])
    }

    @Test("A lost answer is asked for again with the same key: money moves once")
    func lostAnswer() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop)
        try shop.books.wish(.failAfter)
        guard case .outstanding = try await capture(order, 400, shop) else {
            Issue.record("not outstanding")
            return
        }
        let busy = await refusal { _ = try await capture(order, 400, shop) }
        #expect(busy?.code == "payment-busy")
        shop.clock.advance(milliseconds: 31_000)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).payments.map(\.captured.amount) == [400])
        #expect(try shop.books.records().map(\.captured) == [400])
    }

    @Test("A cancelled order gives its money back at the provider", arguments: [false, true])
    func cancelled(isCaptured: Bool) async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop)
        if isCaptured { _ = try await capture(order, nil, shop) }
        try await shop.kernel.write(as: .system) { tx, context in
            _ = try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, context)
        }
        try await shop.kernel.finishOperations(of: order.id, shop.kernel.context(for: .system))
        #expect(try await shop.order(order.id).paymentStatus == (isCaptured ? .refunded : .voided))
        #expect(try shop.books.records().map(\.held) == [0])
        #expect(try await shop.stock() == 1)
    }

    @Test("A pending order that staff cancels is given up at the provider too")
    func cancelledPending() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop, .action)
        try await shop.kernel.write(as: .system) { tx, context in
            _ = try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, context)
        }
        try await shop.kernel.finishOperations(of: order.id, shop.kernel.context(for: .system))
        #expect(try await shop.order(order.id).payments.map(\.status) == [.failed])
        #expect(try shop.books.records().map(\.state) == [.voided])
        #expect(try await shop.stock() == 1)
    }

    @Test("An order that staff opens while its payment is outstanding has that given up, and can be paid outside")
    func openedByHand() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop, .action)
        let early = await refusal {
            try await shop.kernel.write(as: .system) { tx, context in
                _ = try OrderPayments.record(nil, of: order.id, in: tx, context)
            }
        }
        #expect(early?.code == "payment-outstanding")
        try await shop.kernel.write(as: .system) { tx, context in
            _ = try OrderTransitions.move(order.id, to: .open, comment: "paid at the till", in: tx, context)
            _ = try OrderPayments.record(nil, of: order.id, in: tx, context)
        }
        shop.clock.advance(milliseconds: 31_000)
        try await shop.settleDue()
        let after = try await shop.order(order.id)
        #expect(after.status == .open)
        #expect(after.paymentStatus == .paid)
        #expect(after.payments.map(\.status) == [.failed, .captured])
        #expect(try shop.books.records().map(\.state) == [.voided])
    }

    private func record(_ order: Order, _ amount: Int64? = nil, _ shop: PaymentShop) async throws -> Order {
        try await shop.kernel.write(as: .system) { tx, context in
            try OrderPayments.record(amount.map { Money($0, order.currency) }, of: order.id, in: tx, context)
        }
    }

    /// An order that staff has opened while its payment was outstanding, and of which so much was paid in cash before the
    /// provider tells that it has all of it.
    private func paidTwice(_ cash: Int64?, _ shop: PaymentShop) async throws -> Order {
        let order = try await paid(shop, .action)
        try await shop.kernel.write(as: .system) { tx, context in
            _ = try OrderTransitions.move(order.id, to: .open, comment: "paid at the till", in: tx, context)
        }
        _ = try await record(order, cash, shop)
        try shop.books.change(try #require(try shop.books.records().first?.key)) { record in
            record.state = .captured
            record.captured = record.amount
        }
        return try await shop.settle(order, .told).order
    }

    @Test("What a provider takes of an order that was paid in cash meanwhile goes back, and is told of")
    func paidTwice() async throws {
        let shop = try await PaymentShop()
        let order = try await paidTwice(nil, shop)
        #expect(order.status == .open && order.paymentStatus == .paid)
        let told = try await shop.files.store.read { tx in
            try tx.query("SELECT type FROM outbox WHERE type = 'payment.late'") { try $0.get(0, as: String.self) }
        }
        #expect(told.count == 1)
        try await shop.settleDue()
        let after = try await shop.order(order.id)
        #expect(after.payments.map(\.status) == [.refunded, .captured] && after.paymentStatus == .paid)
        #expect(try shop.books.records().map(\.held) == [0])
        // It was never of the order: it was sold once, and nothing of that was given back.
        let rows = try await shop.kernel.read(as: .system) { tx, context in
            try SalesReport.rows(ReportRange(from: nil, to: nil, by: .day, at: context.now), in: tx, context)
        }
        #expect(rows.reduce(0) { $0 + $1.net.amount } == 1000 && rows.allSatisfy { $0.refunded.amount == 0 })
    }

    @Test("So does what comes on top of a part, and the rest is paid as if it had never come")
    func paidTwiceInPart() async throws {
        let shop = try await PaymentShop()
        let order = try await paidTwice(400, shop)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).paymentStatus == .partiallyPaid)
        #expect(try shop.books.records().map(\.held) == [0])
        #expect(await refusal { _ = try await record(order, 601, shop) }?.kind == .invalid)
        #expect(try await record(order, nil, shop).paymentStatus == .paid)
    }

    @Test("A refund that can't be written as it was asked for, though it was given, is written as money alone")
    func unwritable() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop, .capture)
        let units = try RefundRequest.Item(id: order.items[0].id, quantity: Quantity(1), restock: true)
        let request = try RefundRequest(items: [units], reason: "broken")
        try shop.books.wish(.failAfter)
        let begun = try await shop.change { tx, context, providers in
            try ProviderOperations.refund(request, of: order.id, by: providers, in: tx, context)
        }
        guard case .outstanding = begun else {
            Issue.record("not outstanding")
            return
        }
        try await shop.files.store.write { tx in
            // More units than were sold.
            _ = try tx.execute(
                "UPDATE payment_operations SET request = replace(request, '\"quantity\":1', '\"quantity\":2')"
            )
        }
        shop.clock.advance(milliseconds: 31_000)
        try await shop.settleDue()
        let after = try await shop.order(order.id)
        #expect(after.paymentStatus == .refunded && after.refunds.map(\.amount.amount) == [1000])
        #expect(after.refunds[0].lines.isEmpty && after.refunds[0].reason.hasPrefix("broken. Money alone"))
        #expect(try shop.books.records().map(\.refunded) == [1000])
        #expect(try await list(.pending, shop).isEmpty)
    }

    @Test("Without the provider nothing is done with its payments")
    func withoutProvider() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop)
        let error = await refusal {
            try await shop.kernel.write(as: .system) { tx, context in
                _ = try OrderPayments.capture(order.payments[0].id, of: order.id, amount: nil, in: tx, context)
            }
        }
        #expect(error?.code == "paid-by-provider")
        #expect(try await shop.order(order.id).paymentStatus == .authorized)
    }

    private func cancelledAndDeclined(_ shop: PaymentShop) async throws -> Order {
        let order = try await paid(shop, .capture)
        try shop.books.wish(.decline)
        try await shop.kernel.write(as: .system) { tx, context in
            _ = try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, context)
        }
        try await shop.kernel.finishOperations(of: order.id, shop.kernel.context(for: .system))
        #expect(try await shop.order(order.id).payments.map(\.status) == [.captured])
        return order
    }

    private func list(_ status: PaymentOperation.Status, _ shop: PaymentShop) async throws -> [PaymentOperationEntry] {
        try await shop.kernel.read(as: .system) { tx, context in
            try ProviderOperations.list(status, PageRequest(), in: tx, context).items
        }
    }

    @Test("Money that goes back to its buyer is asked for again when that was declined")
    func askedAgain() async throws {
        let shop = try await PaymentShop()
        let order = try await cancelledAndDeclined(shop)
        let waiting = try await list(.pending, shop)
        #expect(waiting.map(\.failure) == ["The bank says no."] && waiting.map(\.attempts) == [1])
        #expect(waiting.map(\.nextAttempt) == [shop.clock.now.adding(milliseconds: 60_000)])
        // Neither before its time nor by whatever else is done with the order.
        try await shop.settleDue()
        try await shop.kernel.finishOperations(of: order.id, shop.kernel.context(for: .system))
        #expect(try shop.books.records().map(\.refunded) == [0])
        shop.clock.advance(milliseconds: 61_000)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).paymentStatus == .refunded)
        #expect(try shop.books.records().map(\.refunded) == [1000])
        #expect(try await list(.pending, shop).isEmpty)
    }

    @Test("Money that came too late is asked to go back again when that was declined")
    func askedAgainLate() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop, .action)
        shop.clock.advance(milliseconds: 31 * 60_000)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).status == .cancelled)
        let key = try #require(try shop.books.records().first?.key)
        try shop.books.change(key) { record in
            record.state = .captured
            record.captured = record.amount
        }
        _ = try await shop.settle(order, .told)
        try shop.books.wish(.decline)
        try await shop.settleDue()
        #expect(try await list(.pending, shop).map(\.failure) == ["The bank says no."])
        #expect(try shop.books.records().map(\.held) == [1000])
        shop.clock.advance(milliseconds: 61_000)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).paymentStatus == .refunded)
        #expect(try shop.books.records().map(\.held) == [0])
    }

    @Test("While one request asks for something, another is told so, and it is asked for once")
    func oneAtATime() async throws {
        let shop = try await PaymentShop()
        let order = try await paid(shop)
        try shop.books.wish(.hangBefore)
        async let first = capture(order, 400, shop)
        try await wait(for: "the provider to be asked") { try await !list(.pending, shop).isEmpty }
        let id = try #require(try await list(.pending, shop).first?.id)
        let other = await refusal {
            _ = try await shop.kernel.finish(id, isNew: false, shop.kernel.context(for: .system))
        }
        #expect(other?.code == "request-in-progress")
        try shop.books.letGo()
        #expect(try await first.order.payments.map(\.captured.amount) == [400])
        #expect(try shop.books.records().map(\.captured) == [400])
    }

    @Test("What is declined again and again is left to the staff, who see it")
    func givenUp() async throws {
        let shop = try await PaymentShop()
        let order = try await cancelledAndDeclined(shop)
        for _ in 0..<20 {
            try shop.books.wish(.decline)
            shop.clock.advance(milliseconds: 86_400_000 + 1000)
            try await shop.settleDue()
        }
        let failed = try await list(.failed, shop)
        #expect(failed.map(\.kind) == [.refund] && failed.map(\.amount.amount) == [1000])
        #expect(failed.map(\.attempts) == [9])
        #expect(failed.map(\.orderNumber) == [order.number] && failed.map(\.nextAttempt) == [nil])
        #expect(try await shop.kernel.dueOperations(10).isEmpty)
        #expect(try shop.books.records().map(\.refunded) == [0])
    }

    @Test("Staff who give the money back before it is asked for again do it once")
    func givenBackByHand() async throws {
        let shop = try await PaymentShop()
        let order = try await cancelledAndDeclined(shop)
        // The wish was for what was declined.
        #expect(try await refund(order, 1000, shop).order.paymentStatus == .refunded)
        shop.clock.advance(milliseconds: 86_400_000)
        try await shop.settleDue()
        #expect(try shop.books.records().map(\.refunded) == [1000])
        #expect(try await list(.failed, shop).count == 1)
    }

    @Test("Only staff see what providers were asked for")
    func forbidden() async throws {
        let shop = try await PaymentShop()
        let error = await refusal {
            try await shop.kernel.read(as: .guest) { tx, context in
                _ = try ProviderOperations.list(.failed, PageRequest(), in: tx, context)
            }
        }
        #expect(error?.kind == .unauthenticated)
    }
}
