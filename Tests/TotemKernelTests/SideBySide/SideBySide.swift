import Glibc
import Synchronization
import TotemKernel
import TotemStore

extension Store {
    /// Runs bodies in transactions at once, as requests of several nodes do, and gives what came of each.
    func atOnce<Value: Sendable>(
        _ count: Int,
        _ body: @escaping @Sendable (Transaction, Int) throws -> Value
    ) async -> [Result<Value, any Error>] {
        // An embedded store runs one after another: nobody else would come to the line. Others of the tests have four
        // connections.
        let line = StartingLine(count: engine == .sqlite ? 1 : min(count, 4))
        return await withTaskGroup(of: Result<Value, any Error>.self) { group in
            for index in 0..<count {
                group.addTask {
                    do {
                        return .success(
                            try await self.write { tx in
                                line.wait()
                                return try body(tx, index)
                            }
                        )
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var results: [Result<Value, any Error>] = []
            for await result in group { results.append(result) }
            return results
        }
    }
}

/// Lets those who come to it go on when so many are there, so that they really run side by side. Nobody waits long: whoever
/// is run again comes alone.
private final class StartingLine: Sendable {
    private let count: Int
    private let waiting = Atomic(0)

    init(count: Int) { self.count = count }

    func wait() {
        waiting.add(1, ordering: .relaxed)
        for _ in 0..<200 where waiting.load(ordering: .relaxed) < count { usleep(500) }
    }
}

extension Result {
    var value: Success? { try? get() }

    var error: (any Error)? {
        guard case .failure(let error) = self else { return nil }
        return error
    }

    /// The kernel's code of a failure.
    var code: String? { (error as? KernelError)?.code }
}

extension Shop {
    static let staff = RequestContext(actor: .system, now: now, hooks: NoHooks())
    static let guest = RequestContext(actor: .guest, now: now, hooks: NoHooks())

    /// A cart with lines, ready to be checked out.
    func cart(_ lines: (String, Int64)...) async throws -> String {
        try await store.write { tx in
            let items = try lines.map { LineRequest(.sku($0.0), quantity: try Quantity($0.1)) }
            return try CartStore.create(currency: nil, items: items, codes: [], in: tx, Shop.guest).token
        }
    }

    func checkout(_ token: String) async throws -> Order {
        try await store.write { tx in try Self.checkout(token, in: tx) }
    }

    static func checkout(_ token: String, in tx: Transaction) throws -> Order {
        try PlaceOrder.place(token, checkoutRequest(), in: tx, Shop.guest)
    }

    func number(_ sql: SQL) async throws -> Int64? {
        try await store.read { tx in try tx.first(sql) { row in try row.get(0, as: Int64.self) } }
    }

    /// Variants whose sum is not what the active warehouses hold.
    func wrongSums() async throws -> Int64? {
        try await number(
            """
            SELECT COUNT(*) FROM product_variants WHERE inventory_quantity <> (
              SELECT COALESCE(SUM(inventory.quantity), 0) FROM inventory
              JOIN warehouses ON warehouses.id = inventory.warehouse_id
              WHERE inventory.variant_id = product_variants.id AND warehouses.is_active = 1
            )
            """
        )
    }
}
