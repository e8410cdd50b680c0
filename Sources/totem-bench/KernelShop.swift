import Synchronization
import TotemKernel
import TotemNode
import TotemStore

/// Totem's side of the orders: checkouts through the kernel, each with an idempotency key and a kept answer.
struct KernelShop {
    let node: Node
    private let hasCoupons: Bool
    private let products: Int64

    /// - Parameter products: how many of the catalogue are bought.
    init(
        _ name: String,
        plugins: [String],
        products: Int64 = Shop.productCount,
        on bench: Workbench
    ) async throws {
        self.products = products
        node = try await bench.openShop(name, plugins: plugins)
        hasCoupons = plugins.contains("coupons")
    }

    func prepare(_ numbers: Range<Int64>) async throws {
        try await Shop.fillCarts(numbers, of: products, withCoupon: hasCoupons, in: node.store)
    }

    /// Each buyer places one order after another until all are placed.
    func place(_ numbers: Range<Int64>, buyers: Int) async throws {
        let checkout = try Self.checkout()
        let next = NextNumber(numbers)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<buyers {
                group.addTask {
                    while let number = next.take() { try await place(number, checkout) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func place(_ number: Int64, _ checkout: CheckoutRequest) async throws {
        let token = Shop.token(number)
        let request = try IdempotentRequest(
            actor: .guest,
            key: "key-\(token)",
            method: "POST",
            target: "/v1/carts/\(token)/checkout",
            body: []
        )
        _ = try await node.kernel.write(as: .guest) { tx, context in
            try IdempotencyKeys.run(request, in: tx, at: context.now) {
                let order = try PlaceOrder.place(token, checkout, in: tx, context)
                return StoredAnswer(
                    status: 201,
                    headers: [StoredAnswer.Header("Location", "/v1/orders/\(order.id)")],
                    body: Shop.keptAnswer
                )
            }.isReplay
        }
    }

    func close(expecting orders: Int64) async throws {
        try await Shop.checkCounts(orders, withCoupon: hasCoupons, in: node.store)
        await node.close()
    }

    private static func checkout() throws -> CheckoutRequest {
        CheckoutRequest(
            email: try Email("buyer@example.com"),
            shippingAddress: try Address(
                firstName: "Ada",
                lastName: "Lovelace",
                addressLine1: "12 St James's Square",
                addressLine2: nil,
                city: "London",
                state: nil,
                postalCode: "SW1Y 4JH",
                country: "GB"
            ),
            billingAddress: nil,
            paymentMethod: .manual
        )
    }
}

/// Hands out the numbers of a range, each once.
private final class NextNumber: Sendable {
    private let next: Atomic<Int64>
    private let end: Int64

    init(_ numbers: Range<Int64>) {
        next = Atomic(numbers.lowerBound)
        end = numbers.upperBound
    }

    func take() -> Int64? {
        let number = next.add(1, ordering: .relaxed).oldValue
        return number < end ? number : nil
    }
}
