import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Limits of shipping at once", .enabled(if: RustCompiler.isThere, "there is no rustc on this machine"))
struct AtOnceTests {
    @Test("A shop has a hundred zones, however many are made at once")
    func zones() async throws {
        let shop = try await ShippingShop.open()
        try await shop.shop.files.store.write { tx in
            for number in 1...99 {
                try tx.execute("INSERT INTO shipping_zones (name, regions) VALUES ($1, '[]')", "Old \(number)")
            }
        }
        let codes = try await refusals("LOCK TABLE shipping_zones IN SHARE MODE", shop) { number in
            let code = JSONValue.string("\(10_000 + number)")
            try await shop.zone("New \(number)", ["country": "DE", "postal_codes": [code]])
        }
        #expect(codes.count { $0 == "too-many-zones" } == 19)
        #expect(codes.count { $0 == nil } == 1)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_zones") == 100)
    }

    @Test("A zone has fifty rates, however many are made at once; another zone's do not count")
    func rates() async throws {
        let shop = try await ShippingShop.open()
        let zone = try await shop.zone("A", ["country": "DE"])
        let other = try await shop.zone("B", ["country": "AT"])
        try await shop.shop.files.store.write { tx in
            for number in 1...49 {
                try tx.execute(
                    """
                    INSERT INTO shipping_rates (zone_id, label, kind, amount, item_amount, bands, classes, position, is_active)
                    VALUES ($1, $2, 'flat', 0, 0, '[]', '[]', 0, 1)
                    """,
                    zone,
                    "Old \(number)"
                )
            }
        }
        let codes = try await refusals("LOCK TABLE shipping_rates IN SHARE MODE", shop) { number in
            try await shop.rate(number == 19 ? other : zone, "New \(number)")
        }
        #expect(codes.count { $0 == "too-many-rates" } == 18)
        #expect(codes.count { $0 == nil } == 2)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_rates WHERE zone_id = 1") == 50)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_rates WHERE zone_id = 2") == 1)
    }

    @Test("A shop has a hundred classes, however many are made at once, and each code once")
    func classes() async throws {
        let shop = try await ShippingShop.open()
        try await shop.shop.files.store.write { tx in
            for number in 1...98 {
                try tx.execute("INSERT INTO shipping_classes (code, name) VALUES ($1, $1)", "old-\(number)")
            }
        }
        let lock: SQL = "LOCK TABLE shipping_classes IN SHARE MODE"
        let equal = try await refusals(lock, shop) { _ in try await shop.addClass("bulky") }
        #expect(equal.count { $0 == nil } == 1)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_classes") == 99)
        let codes = try await refusals(lock, shop) { number in try await shop.addClass("new-\(number)") }
        #expect(codes.count { $0 == "too-many-classes" } == 19)
        #expect(codes.count { $0 == nil } == 1)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_classes") == 100)
    }

    /// What twenty are refused for that are made at once; nil for those that are not.
    /// - Parameter lock: keeps others from writing on PostgreSQL, until they all have looked.
    private func refusals<Made: Sendable>(
        _ lock: SQL,
        _ shop: ShippingShop,
        _ make: @escaping @Sendable (Int) async throws -> Made
    ) async throws -> [String?] {
        let store = shop.shop.files.store
        let (isLocked, mayWrite) = (Gate(), Gate())
        let meet = store.engine == .postgres
        async let holder: Void = store.write { tx in
            guard meet else { return }
            try tx.execute(lock)
            isLocked.open()
            mayWrite.waitBlocking()
        }
        if meet { try await isLocked.wait() }
        async let codes = withTaskGroup(of: String?.self) { group in
            for number in 0..<20 { group.addTask { await refusal { _ = try await make(number) }?.code } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        if meet { try await store.waitUntilSomebodyWaits(TemporaryStore.writers - 1) }
        mayWrite.open()
        try await holder
        return await codes
    }
}
