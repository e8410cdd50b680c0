import Testing

@testable import TotemKernel

@Suite("The three states of an order")
struct OrderStatesTests {
    @Test("The status has four edges")
    func status() {
        let edges = OrderStatus.allCases.flatMap { from in from.next.map { "\(from.rawValue) \($0.rawValue)" } }
        #expect(edges == ["pending open", "pending cancelled", "open completed", "open cancelled"])
    }

    @Test("What was paid follows from the payments")
    func payments() throws {
        func status(_ payments: Payment..., due: Int64 = 1100) throws -> OrderPaymentStatus {
            try .of(payments, due: Money(due, .usd))
        }
        let authorized = Payment.of(1100)
        let captured = try #require(authorized.after(.capture(1100)))
        let part = try #require(authorized.after(.capture(1)))
        let voided = try #require(authorized.after(.void))
        #expect(try status() == .pending)
        #expect(try status(due: 0) == .paid)
        #expect(try status(authorized) == .authorized)
        #expect(try status(captured) == .paid)
        #expect(try status(part) == .partiallyPaid)
        #expect(try status(voided) == .voided)
        #expect(try status(voided, authorized) == .authorized)
        #expect(try status(voided, captured) == .paid)
        #expect(try status(try #require(captured.after(.refund(1)))) == .partiallyRefunded)
        #expect(try status(try #require(captured.after(.refund(1100)))) == .refunded)
        #expect(try status(try #require(part.after(.void))) == .partiallyPaid)
        #expect(try status(Payment.of(0), due: 0) == .paid)
    }

    @Test("A payment is captured in parts up to what was authorized, and gives back up to what was captured")
    func capturing() throws {
        let part = try #require(Payment.of(1100).after(.capture(1)))
        #expect(part.status == .partiallyCaptured && part.open.amount == 1099)
        #expect(part.after(.capture(1100)) == nil)
        #expect(part.after(.capture(0)) == nil)
        let refunded = try #require(part.after(.refund(1)))
        #expect(refunded.status == .refunded && refunded.open.amount == 1099)
        let whole = try #require(refunded.after(.capture(1099)))
        #expect(whole.status == .partiallyRefunded && whole.refundable.amount == 1099)
        #expect(whole.after(.refund(1100)) == nil)
        #expect(whole.after(.capture(1)) == nil)
        #expect(whole.after(.void) == nil)
        let rest = try #require(part.after(.void))
        #expect(rest.status == .captured && rest.open.amount == 0 && rest.voided.amount == 1099)
        #expect(rest.after(.capture(1)) == nil)
        #expect(try #require(Payment.of(1100).after(.void)).after(.capture(1)) == nil)
    }

    @Test("What was shipped follows from where the units went")
    func fulfilments() {
        func status(_ lines: LineFulfilment...) -> FulfilmentStatus { .of(lines) }
        #expect(status(.of(2)) == .unfulfilled)
        #expect(status(.of(2, planned: 2)) == .unfulfilled)
        #expect(status(.of(2, shipped: 1)) == .partiallyFulfilled)
        #expect(status(.of(2, shipped: 2)) == .fulfilled)
        #expect(status(.of(2, shipped: 2, delivered: 1)) == .fulfilled)
        #expect(status(.of(2, shipped: 2, delivered: 2)) == .delivered)
        #expect(status(.of(2, shipped: 2, delivered: 2), .of(1)) == .partiallyFulfilled)
        #expect(status(.of(2, shipped: 2), .of(1, ships: false)) == .fulfilled)
        // What was refunded before it was shipped is not waited for.
        #expect(status(.of(2, shipped: 1, refunded: 1, refundedUnshipped: 1)) == .fulfilled)
        #expect(status(.of(2, refunded: 2, refundedUnshipped: 2)) == .unfulfilled)
        #expect(status(.of(2, shipped: 1, refunded: 1)) == .partiallyFulfilled)
    }

    @Test("No unit is sent that was refunded before, nor sent again after it was refunded and its parcel cancelled")
    func left() {
        #expect(LineFulfilment.of(3, planned: 1, shipped: 1).left == 1)
        #expect(LineFulfilment.of(3, refunded: 1, refundedUnshipped: 1).left == 2)
        #expect(LineFulfilment.of(3, shipped: 2, refunded: 1).left == 1)
        #expect(LineFulfilment.of(3, shipped: 0, refunded: 1).left == 2)
        #expect(LineFulfilment.of(3, planned: 3, refunded: 1, refundedUnshipped: 1).left == 0)
        #expect(LineFulfilment.of(3, ships: false).left == 0)
        #expect(LineFulfilment.of(3, planned: 2, shipped: 1).unshipped == 2)
    }

    @Test(
        "The shares of a line's units add up to the whole, whatever units come first",
        arguments: [0, 1, 7, 100, 9999]
    )
    func shares(amount: Int64) {
        for all in Int64(1)...12 {
            let steps = (1...all).map { RefundCalculation.share(of: amount, first: $0, of: all) }
            #expect(steps.last == amount)
            #expect(steps == steps.sorted())
            let units = zip(steps, [0] + steps).map { $0 - $1 }
            #expect(units.allSatisfy { $0 - amount / all <= 1 })
        }
        #expect(RefundCalculation.share(of: .max, first: 999_999, of: 1_000_000) == 9_223_362_813_482_738_952)
    }
}

extension Currency {
    fileprivate static var usd: Currency {
        guard let currency = Currency("USD") else { preconditionFailure("there are US dollars") }
        return currency
    }
}

extension Payment {
    fileprivate static func of(_ amount: Int64) -> Payment {
        Payment(
            id: Payment.ID(1),
            method: "manual",
            status: .authorized,
            amount: Money(amount, .usd),
            captured: Money(0, .usd),
            voided: Money(0, .usd),
            refunded: Money(0, .usd),
            transactionID: nil
        )
    }
}

extension LineFulfilment {
    fileprivate static func of(
        _ quantity: Int64,
        ships: Bool = true,
        planned: Int64 = 0,
        shipped: Int64 = 0,
        delivered: Int64 = 0,
        refunded: Int64 = 0,
        refundedUnshipped: Int64 = 0
    ) -> LineFulfilment {
        LineFulfilment(
            ships: ships,
            quantity: quantity,
            planned: planned,
            shipped: shipped,
            delivered: delivered,
            refunded: refunded,
            refundedUnshipped: refundedUnshipped
        )
    }
}
