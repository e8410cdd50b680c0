import Testing
import TotemKernel
import TotemStore

@Suite("Whatever is done with an order, and in whatever order")
struct RandomOrderTests {
    private static let stock: Int64 = 50

    @Test("money, goods and stock add up after every step", arguments: UInt64(1)...6)
    func walk(seed: UInt64) async throws {
        let shop = try await Shop()
        var random = Random(seed: seed)
        let slugs = ["a", "b", "c"]
        for (slug, price) in zip(slugs, [333, 1000, 7] as [Int64]) {
            try await shop.save(try Shop.plain(slug, price: price, stock: .units(Self.stock)))
        }
        var books = Books()
        for _ in 0..<3 {
            let lines = [("a", random.next(1...5)), ("b", random.next(1...3)), ("c", random.next(1...9))]
            var order = try await shop.checkout(try await shop.cart(lines[0], lines[1], lines[2]))
            for _ in 0..<25 {
                let step = Step.any(of: order, &random)
                // What the rules refuse changes nothing, which is checked as well.
                if let after = try await shop.attempt(step, order) { order = after }
                books.orders[order.id] = order
                try books.check(order)
            }
            try await books.checkStock(of: slugs, in: shop)
            // In the end all of it is given back, whatever was before.
            if order.payments.contains(where: { $0.open.amount > 0 }), order.status != .cancelled {
                order = try await shop.capture(order)
            }
            let left = try order.payments.reduce(Money.zero(order.currency)) { try $0 + $1.refundable }
            if left.amount > 0 { order = try await shop.refund(order, left.amount) }
            let captured = order.payments.reduce(0) { $0 + $1.captured.amount }
            #expect(order.refunds.reduce(0) { $0 + $1.amount.amount } == captured)
            books.orders[order.id] = order
        }
        try await books.checkStock(of: slugs, in: shop)
    }

    /// What the tests know of the shop.
    private struct Books {
        var orders: [Order.ID: Order] = [:]

        func check(_ order: Order) throws {
            let captured = order.payments.reduce(0) { $0 + $1.captured.amount }
            let refunded = order.payments.reduce(0) { $0 + $1.refunded.amount }
            #expect(captured <= order.totals.total.amount && refunded <= captured)
            #expect(order.refunds.reduce(0) { $0 + $1.amount.amount } == refunded)
            for refund in order.refunds {
                #expect(refund.parts.reduce(0) { $0 + $1.amount.amount } == refund.amount.amount)
                let lines = refund.lines.reduce(0) { $0 + $1.amount.amount } + refund.shipping.amount
                #expect(refund.lines.isEmpty || lines == refund.amount.amount)
            }
            for (item, units) in zip(order.items, order.lineFulfilments) {
                #expect(units.refunded <= item.quantity.value)
                #expect(units.shipped <= item.quantity.value - units.refundedUnshipped)
                let lines = order.refunds.flatMap(\.lines).filter { $0.itemID == item.id }
                let worth = lines.reduce(0) { $0 + $1.amount.amount }
                #expect(units.refunded < item.quantity.value ? worth <= item.total.amount : worth == item.total.amount)
            }
            if order.status == .cancelled { #expect(order.payments.allSatisfy { $0.open.amount == 0 }) }
            #expect(order.fulfilmentStatus == FulfilmentStatus.of(order.lineFulfilments))
            let paid = try OrderPaymentStatus.of(order.payments, due: order.totals.total)
            #expect(order.paymentStatus == paid)
            try checkHistory(order)
        }

        /// Every entry was an edge.
        private func checkHistory(_ order: Order) throws {
            var states = ["status": "open", "payment": "authorized", "fulfilment": "unfulfilled"]
            for entry in order.history.dropFirst() {
                let kind = entry.kind.rawValue
                let next: [String]? =
                    switch entry.kind {
                    case .status: states[kind].flatMap { OrderStatus(rawValue: $0) }?.next.map(\.rawValue)
                    case .payment: states[kind].flatMap { OrderPaymentStatus(rawValue: $0) }?.next.map(\.rawValue)
                    case .fulfilment: states[kind].flatMap { FulfilmentStatus(rawValue: $0) }?.next.map(\.rawValue)
                    }
                #expect(next?.contains(entry.status) == true, "\(kind): \(states[kind] ?? "") \(entry.status)")
                states[kind] = entry.status
            }
            #expect(states["payment"] == order.paymentStatus.rawValue)
            #expect(states["fulfilment"] == order.fulfilmentStatus.rawValue)
        }

        func checkStock(of slugs: [String], in shop: Shop) async throws {
            for slug in slugs {
                let items = orders.values.flatMap { order in order.items.map { (order, $0) } }.filter {
                    $0.1.sku == slug
                }
                let sold = items.reduce(0) { $0 + $1.1.quantity.value }
                let back = items.reduce(0) { $0 + given(back: $1.1, of: $1.0) }
                #expect(try await shop.product(slug).inventoryQuantity == RandomOrderTests.stock - sold + back)
            }
        }

        private func given(back item: OrderItem, of order: Order) -> Int64 {
            let lines = order.refunds.flatMap(\.lines).filter { $0.itemID == item.id }
            let restocked = lines.filter(\.restock).reduce(0) { $0 + $1.quantity.value }
            let writtenOff = lines.filter { !$0.restock }.reduce(0) { $0 + $1.quantity.value }
            return order.status == .cancelled ? item.quantity.value - writtenOff : restocked
        }
    }
}

/// One thing that staff may do with an order, legal or not.
private enum Step: Sendable {
    case capture(Int64?)
    case void
    case pay(Int64?)
    case refund(Int64)
    case refundLine(Int, Int64, restock: Bool)
    case ship(Int64?, Fulfilment.State)
    case take(Fulfilment.State)
    case move(OrderStatus)

    static func any(of order: Order, _ random: inout Random) -> Step {
        switch random.next(0...11) {
        case 0, 1: .capture(random.next(0...2) == 0 ? nil : random.next(1...1500))
        case 2: random.next(0...3) == 0 ? .void : .pay(random.next(1...900))
        case 3: .refund(random.next(1...700))
        case 4, 5, 6:
            .refundLine(Int(random.next(0...2)), random.next(1...4), restock: random.next(0...1) == 0)
        case 7, 8:
            .ship(random.next(0...4) == 0 ? nil : random.next(1...2), random.next(0...1) == 0 ? .pending : .shipped)
        case 9, 10: .take([.shipped, .delivered, .cancelled][Int(random.next(0...2))])
        default: .move(random.next(0...5) == 0 ? .completed : .cancelled)
        }
    }
}

extension Shop {
    /// The order after the step; nil when it was refused.
    fileprivate func attempt(_ step: Step, _ order: Order) async throws -> Order? {
        do {
            switch step {
            case .capture(let amount): return try await capture(order, amount)
            case .void: return try await void(order)
            case .pay(let amount): return try await pay(order, amount)
            case .refund(let amount): return try await refund(order, amount)
            case .refundLine(let line, let quantity, let restock):
                return try await refund(order, lines: [(line, quantity)], restock: restock)
            case .ship(let quantity, let state): return try await ship(order, quantity, state)
            case .take(let state):
                guard !order.fulfilments.isEmpty else { return nil }
                return try await take(order, to: state)
            case .move(let state): return try await move(order, to: state)
            }
        } catch let error as KernelError {
            #expect(error.kind == .invalid || error.kind == .conflict, "\(error)")
            return nil
        }
    }
}

/// SplitMix64 (https://prng.di.unimi.it/splitmix64.c).
private struct Random {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ range: ClosedRange<Int64>) -> Int64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return range.lowerBound + Int64(mixed % UInt64(range.upperBound - range.lowerBound + 1))
    }
}
