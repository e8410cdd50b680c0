import Testing
import TotemKernel
import TotemTesting

@testable import TotemPostgres
@testable import TotemStore

/// What a buyer waits for on PostgreSQL beside the work itself. A statement more that does not travel with others shows here.
@Suite("Round trips", .enabled(if: TestEngine.current == .postgres, "an embedded store has none"))
struct RoundTripTests {
    @Test("An order of three lines with a key takes seven")
    func order() async throws {
        let shop = try await Shop.withOneConnection()
        var trips: [Int] = []
        for number in 1...3 {
            let token = try await shop.cart(("a", 1), ("b", 2), ("POT-S", 1))
            let request = try IdempotentRequest(
                actor: .system,
                key: "\(number)",
                method: "POST",
                target: "/",
                body: []
            )
            trips.append(
                try await shop.roundTrips { tx in
                    _ = try IdempotencyKeys.run(request, in: tx, at: Shop.now) {
                        _ = try Shop.checkout(token, in: tx)
                        return StoredAnswer(status: 201, headers: [], body: [])
                    }
                }
            )
        }
        // The first prepares its statements.
        #expect(trips.dropFirst() == [7, 7])
        #expect(try await shop.number("SELECT count(*) FROM orders") == 3)
        #expect(try await shop.number("SELECT count(*) FROM idempotency_keys") == 3)
        #expect(try await shop.number("SELECT SUM(inventory_quantity) FROM product_variants WHERE sku = 'POT-S'") == 0)
    }

    @Test("A cart is made in five and grows in four")
    func cart() async throws {
        let shop = try await Shop.withOneConnection()
        var trips: [[Int]] = []
        for _ in 1...3 {
            let made = try await shop.roundTrips { tx in
                let items = [LineRequest(.sku("a"), quantity: try Quantity(1))]
                _ = try CartStore.create(currency: nil, items: items, codes: [], in: tx, Shop.guest)
            }
            let token = try await shop.cart(("a", 1))
            let grown = try await shop.roundTrips { tx in
                _ = try CartStore.add(
                    LineRequest(.sku("b"), quantity: try Quantity(1)),
                    to: token,
                    in: tx,
                    Shop.guest
                )
            }
            trips.append([made, grown])
        }
        #expect(trips.dropFirst() == [[5, 4], [5, 4]])
    }

    @Test("A product is read in two, as are a hundred, an order in two, and a cart in one")
    func reads() async throws {
        let shop = try await Shop.withOneConnection()
        let order = try await shop.checkout(try await shop.cart(("a", 1)))
        let token = try await shop.cart(("a", 1), ("b", 1))
        let product = try await shop.number("SELECT id FROM products WHERE slug = 'clay-plant-pot'") ?? 0
        var trips: [[Int]] = []
        for _ in 1...3 {
            trips.append([
                try await shop.roundTripsOfRead { tx in _ = try ProductStore.get(Product.ID(product), in: tx) },
                try await shop.roundTripsOfRead { tx in _ = try OrderStore.get(order.id, in: tx, Shop.staff) },
                try await shop.roundTripsOfRead { tx in _ = try CartStore.get(token, in: tx, Shop.guest) },
            ])
        }
        #expect(trips.dropFirst() == [[2, 2, 1], [2, 2, 1]])
    }
}

extension Shop {
    /// Whatever is written goes by one connection, and whatever is read by another.
    fileprivate static func withOneConnection() async throws -> Shop {
        let shop = Shop(on: try await TemporaryPostgresStore(options: PostgresOptions(connections: 1, readers: 1)))
        try await shop.save(
            try plain("a", stock: .units(100)),
            try plain("b", stock: .units(100)),
            try pot()
        )
        return shop
    }

    /// Of a transaction that writes, with its commit.
    fileprivate func roundTrips(of body: @escaping @Sendable (Transaction) throws -> Void) async throws -> Int {
        let before = try await store.write { tx in tx.roundTrips }
        try await store.write(body)
        return try await store.write { tx in tx.roundTrips } - before
    }

    /// Of what is waited for in a read.
    fileprivate func roundTripsOfRead(_ body: @escaping @Sendable (Transaction) throws -> Void) async throws -> Int {
        try await store.read { tx in
            let before = tx.roundTrips
            try body(tx)
            return tx.roundTrips - before
        }
    }
}

extension Transaction {
    /// Those of its connection until now.
    fileprivate var roundTrips: Int { (open() as? Connection)?.link.roundTrips ?? 0 }
}
