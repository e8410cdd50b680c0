import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What happens to an order after it was placed")
struct OrderLifeTests {
    @Test("An order is born open, authorized and unfulfilled, with a number of its own")
    func born() async throws {
        let shop = try await Shop()
        let first = try await shop.order(of: 2)
        #expect(first.status == .open && first.paymentStatus == .authorized && first.fulfilmentStatus == .unfulfilled)
        try await shop.save(try Shop.plain("b", stock: .units(1)))
        let second = try await shop.checkout(try await shop.cart(("b", 1)))
        let numbers = [first, second].compactMap { Int64($0.number) }
        #expect(numbers.count == 2 && numbers[0] < numbers[1])
        let read = try await shop.store.read { tx in try OrderStore.get(first.id, in: tx, Shop.staff) }
        #expect(read.number == first.number && read.items[0].productID == first.items[0].productID)
        #expect(read.history.map(\.status) == ["open"] && read.history[0].kind == .status)
    }

    @Test("Numbers that are taken already are passed over")
    func takenNumber() async throws {
        let shop = try await Shop()
        let first = try await shop.order(of: 1)
        try await shop.save(try Shop.plain("b", stock: .units(1)))
        try await shop.save(try Shop.plain("c", stock: .units(1)))
        let number = try #require(Int64(first.number))
        let second = try await shop.checkout(try await shop.cart(("b", 1)))
        let next = try #require(Int64(second.number)) + 1
        _ = try await shop.store.write { tx in
            try tx.execute("UPDATE orders SET number = $2 WHERE id = $1", first.id, String(next))
            try tx.execute("UPDATE orders SET number = $2 WHERE id = $1", second.id, String(next + 1))
        }
        let third = try await shop.checkout(try await shop.cart(("c", 1)))
        #expect(try #require(Int64(third.number)) > next + 1 && next > number)
        #expect(
            try await shop.store.read { tx in try OrderStore.get(third.id, in: tx, Shop.staff) }.number == third.number
        )
    }

    @Test("Money given back before shipping still lets an order be cancelled")
    func refundedThenCancelled() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 3)
        try await shop.capture(order)
        #expect(try await shop.refund(order, 100).paymentStatus == .partiallyRefunded)
        let cancelled = try await shop.move(order, to: .cancelled)
        #expect(cancelled.status == .cancelled && cancelled.paymentStatus == .refunded)
        #expect(cancelled.refunds.map(\.amount.amount) == [100, 2900])
        #expect(try await shop.product("a").inventoryQuantity == 3)
    }

    @Test("A full refund by lines with restock gives all stock back, once")
    func fullRefund() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 3)
        try await shop.capture(order)
        let refunded = try await shop.refund(order, lines: [(0, 3)])
        #expect(refunded.paymentStatus == .refunded && refunded.status == .open)
        #expect(refunded.refunds[0].lines.map(\.amount.amount) == [3000])
        #expect(try await shop.product("a").inventoryQuantity == 3)
        let again = await kernelError { try await shop.refund(order, lines: [(0, 1)]) }
        #expect(again?.fields.map(\.field) == ["items[0].quantity"])
        try await shop.move(order, to: .cancelled)
        #expect(try await shop.product("a").inventoryQuantity == 3)
    }

    @Test("Without restock nothing goes back to the stock")
    func withoutRestock() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 3)
        try await shop.capture(order)
        try await shop.ship(order)
        try await shop.refund(order, lines: [(0, 2)], restock: false)
        #expect(try await shop.product("a").inventoryQuantity == 0)
        try await shop.refund(order, lines: [(0, 1)])
        #expect(try await shop.product("a").inventoryQuantity == 1)
    }

    @Test("What a refund wrote off is not sold again when the order is cancelled")
    func writtenOff() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 3)
        try await shop.capture(order)
        try await shop.refund(order, lines: [(0, 2)], restock: false)
        try await shop.move(order, to: .cancelled)
        #expect(try await shop.product("a").inventoryQuantity == 1)
    }

    @Test("An authorization is captured in parts: the order is paid with the last of them")
    func captures() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 1, price: 1100)
        let part = try await shop.capture(order, 1)
        #expect(part.paymentStatus == .partiallyPaid && part.payments[0].status == .partiallyCaptured)
        let over = await kernelError { try await shop.capture(order, 1100) }
        #expect(over?.fields.map(\.field) == ["amount"])
        #expect(over?.detail.contains("1099") == true)
        #expect(try await shop.capture(order, 99).paymentStatus == .partiallyPaid)
        let paid = try await shop.capture(order)
        #expect(paid.paymentStatus == .paid && paid.payments[0].captured.amount == 1100)
        #expect(paid.history.filter { $0.kind == .payment }.map(\.status) == ["partially_paid", "paid"])
        let more = await kernelError { try await shop.capture(order) }
        #expect(more?.code == "illegal-payment-state")
    }

    @Test("After its only payment was voided an order can be paid again")
    func paidAgain() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 1)
        #expect(try await shop.void(order).paymentStatus == .voided)
        let over = await kernelError { try await shop.pay(order, 1001) }
        #expect(over?.fields.map(\.field) == ["amount"])
        #expect(try await shop.pay(order, 400).paymentStatus == .partiallyPaid)
        let paid = try await shop.pay(order)
        #expect(paid.paymentStatus == .paid)
        #expect(paid.payments.map(\.captured.amount) == [0, 400, 600])
        let nothing = await kernelError { try await shop.pay(order) }
        #expect(nothing?.code == "nothing-to-pay")
        let back = try await shop.refund(order, 700)
        #expect(back.refunds[0].parts.map(\.amount.amount) == [400, 300])
        #expect(back.payments.map(\.refunded.amount) == [0, 400, 300])
    }

    @Test("After its only payment was voided an order can be cancelled, and then not be paid any more")
    func voidedThenCancelled() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 1)
        try await shop.void(order)
        #expect(try await shop.move(order, to: .cancelled).paymentStatus == .voided)
        #expect(await kernelError { try await shop.pay(order) }?.code == "order-cancelled")
        #expect(try await shop.product("a").inventoryQuantity == 1)
    }

    @Test("What was shipped can't be cancelled; the refusal says what to do instead")
    func shippedThenCancelled() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 2)
        let shipped = try await shop.ship(order, 1)
        #expect(shipped.fulfilmentStatus == .partiallyFulfilled)
        let refusal = await kernelError { try await shop.move(order, to: .cancelled) }
        #expect(refusal?.code == "already-shipped" && refusal?.detail.contains("restock") == true)
        #expect(try await shop.take(shipped, to: .cancelled).fulfilmentStatus == .unfulfilled)
        #expect(try await shop.move(order, to: .cancelled).status == .cancelled)
        #expect(try await shop.product("a").inventoryQuantity == 2)
    }

    @Test("Cancelling takes with it what is being packed")
    func packedThenCancelled() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 2)
        let packed = try await shop.ship(order, 2, .pending)
        #expect(packed.fulfilmentStatus == .unfulfilled)
        let cancelled = try await shop.move(order, to: .cancelled)
        #expect(cancelled.fulfilments.map(\.state) == [.cancelled])
        #expect(cancelled.paymentStatus == .voided)
        #expect(await kernelError { try await shop.ship(order) }?.code == "order-not-open")
        #expect(await kernelError { try await shop.take(packed, to: .shipped) }?.code == "illegal-transition")
    }

    @Test("Goods go in parts, and the order is delivered when all of them are")
    func parts() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 3)
        var now = try await shop.ship(order, 1, .delivered)
        #expect(now.fulfilmentStatus == .partiallyFulfilled)
        let over = await kernelError { try await shop.ship(order, 3) }
        #expect(over?.fields.map(\.field) == ["items[0].quantity"])
        now = try await shop.ship(order)
        #expect(now.fulfilmentStatus == .fulfilled && now.fulfilments[1].items.map(\.quantity.value) == [2])
        #expect(await kernelError { try await shop.ship(order) }?.code == "nothing-to-fulfil")
        now = try await shop.take(now, to: .delivered)
        #expect(now.fulfilmentStatus == .delivered)
        #expect(await kernelError { try await shop.take(now, to: .cancelled) }?.code == "illegal-transition")
        #expect(try await shop.move(order, to: .completed).status == .completed)
        #expect(await kernelError { try await shop.move(order, to: .cancelled) }?.code == "illegal-transition")
    }

    @Test("Units that were refunded before they were shipped never are")
    func refundedUnits() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 3)
        try await shop.capture(order)
        let packed = try await shop.ship(order, 3, .pending)
        try await shop.refund(order, lines: [(0, 1)])
        #expect(await kernelError { try await shop.take(packed, to: .shipped) }?.code == "refunded-meanwhile")
        try await shop.take(packed, to: .cancelled)
        let shipped = try await shop.ship(order)
        #expect(shipped.fulfilmentStatus == .fulfilled)
        #expect(shipped.fulfilments[1].items.map(\.quantity.value) == [2])
    }

    @Test("A hold keeps an order from being fulfilled and completed, and says whose it is and why")
    func holds() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 1)
        let packed = try await shop.ship(order, 1, .pending)
        let held = try await shop.act { tx, staff in
            try OrderHolds.hold(order.id, name: "fraud", reason: "two cards", in: tx, staff)
        }
        for refusal in [
            await kernelError { try await shop.ship(order) },
            await kernelError { try await shop.move(order, to: .completed) },
            await kernelError { try await shop.take(packed, to: .shipped) },
        ] {
            #expect(refusal?.code == "order-held")
            #expect(refusal?.detail.contains("fraud by system (two cards)") == true)
        }
        let twice = await kernelError {
            _ = try await shop.act { tx, staff in
                try OrderHolds.hold(order.id, name: "fraud", reason: "", in: tx, staff)
            }
        }
        #expect(twice?.code == "hold-exists")
        let released = try await shop.act { tx, staff in
            try OrderHolds.release(held.holds[0].id, of: order.id, in: tx, staff)
        }
        #expect(released.holds.isEmpty)
        #expect(try await shop.take(packed, to: .shipped).fulfilmentStatus == .fulfilled)
    }

    @Test("What is asked for too much names the field and what is left")
    func tooMuch() async throws {
        let shop = try await Shop()
        let order = try await shop.order(of: 2)
        let early = await kernelError { try await shop.refund(order, lines: [(0, 1)]) }
        #expect(early?.kind == .conflict && early?.code == "nothing-captured")
        try await shop.capture(order)
        try await shop.refund(order, 1500)
        let amount = await kernelError { try await shop.refund(order, 501) }
        #expect(amount?.fields.map(\.field) == ["amount"] && amount?.detail.contains("500") == true)
        let lines = await kernelError { try await shop.refund(order, lines: [(0, 1)]) }
        #expect(lines?.fields.map(\.field) == ["items"] && lines?.detail.contains("only 500 is left") == true)
        let shipping = await kernelError { try await shop.refund(order, lines: [], shipping: 1) }
        #expect(shipping?.fields.map(\.field) == ["shipping_amount"])
    }
}
