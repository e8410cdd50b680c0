import FoundationEssentials
import Synchronization
import TotemKernel
import TotemSQLite
import TotemStore

/// Orders per second, durable: the kernel with 1 and 64 buyers at once against a C program that commits each order.
struct OrdersBenchmark {
    let folder: String
    let rounds: Int

    func run() async throws -> [Figure] {
        let place = folder + "/totem-bench-\(UUID().uuidString.lowercased())"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        return [
            try await measure(buyers: 1, orders: 500, limit: 0.8, in: place),
            try await measure(buyers: 64, orders: 5000, limit: 3, in: place),
        ]
    }

    private func measure(buyers: Int, orders count: Int64, limit: Double, in place: String) async throws -> Figure {
        let name = "orders, \(buyers) \(buyers == 1 ? "buyer" : "buyers")"
        let plain = try await PlainShop(path: "\(place)/plain-\(buyers).db")
        let kernel = try await KernelShop(path: "\(place)/kernel-\(buyers).db")
        var plainRates: [Double] = []
        var kernelRates: [Double] = []
        // The first round warms both sides up and does not count.
        for round in 0...Int64(rounds) {
            let numbers = (round * count + 1)..<((round + 1) * count + 1)
            let orders = try await plain.prepare(numbers)
            try await kernel.prepare(numbers)
            let plainRate = Double(count) / (try await seconds { try plain.place(orders) })
            let kernelRate = Double(count) / (try await seconds { try await kernel.place(numbers, buyers: buyers) })
            guard round > 0 else { continue }
            plainRates.append(plainRate)
            kernelRates.append(kernelRate)
        }
        try await kernel.close(expecting: (Int64(rounds) + 1) * count)
        try await plain.close(expecting: (Int64(rounds) + 1) * count)
        let ratio = zip(kernelRates, plainRates).map { $0 / $1 }.median
        return .atLeast(
            limit,
            name,
            ratio,
            "\(Int(kernelRates.median)) orders/s, C with a commit each: \(Int(plainRates.median))"
        )
    }
}

/// What is kept for a repeat of the request, as large as a real order's JSON.
let keptAnswer = [UInt8](repeating: UInt8(ascii: "x"), count: 900)

/// The kernel's side.
private struct KernelShop {
    private let kernel: Kernel

    init(path: String) async throws {
        let store = try SQLiteStore(path: path)
        try await store.write { tx in _ = try CoreSchema.migrator.apply(in: tx, at: 0) }
        try await Shop.stock(store)
        kernel = Kernel(store: store, hooks: NoHooks())
    }

    func prepare(_ numbers: Range<Int64>) async throws {
        try await Shop.fillCarts(numbers, withCoupon: false, in: kernel.store)
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
        _ = try await kernel.write(as: .guest) { tx, context in
            try IdempotencyKeys.run(request, in: tx, at: context.now) {
                let order = try PlaceOrder.place(token, checkout, in: tx, context)
                return StoredAnswer(
                    status: 201,
                    headers: [StoredAnswer.Header("Location", "/v1/orders/\(order.id)")],
                    body: keptAnswer
                )
            }.isReplay
        }
    }

    func close(expecting orders: Int64) async throws {
        try await checkCount(orders, in: kernel.store)
        await kernel.store.close()
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

/// A benchmark that lost orders would be worth nothing.
func checkCount(_ expected: Int64, in store: any Store) async throws {
    let count = try await store.read { tx in
        try tx.first("SELECT count(*) FROM orders") { try $0.get(0, as: Int64.self) }
    }
    guard count == expected else {
        throw BenchmarkError("\(count ?? 0) orders were written, \(expected) were placed")
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

struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
